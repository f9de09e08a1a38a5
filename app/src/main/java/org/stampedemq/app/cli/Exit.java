package org.stampedemq.app.cli;

/** Exit codes, for scripts. */
final class Exit {
    static final int OK = 0;
    /** It could not be done; the sentence on standard error says why. */
    static final int FAILED = 1;
    /** The command line cannot be understood. */
    static final int USAGE = 2;
    /** No node answers. */
    static final int NOT_RUNNING = 3;
    /** Time ran out before everything asked for had happened. */
    static final int TIMED_OUT = 4;
    /** The configuration cannot be used. */
    static final int CONFIGURATION = 78;

    private Exit() {}
}
