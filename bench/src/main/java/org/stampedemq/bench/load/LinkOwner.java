package org.stampedemq.bench.load;

/** What a {@link Link} tells whoever uses it. Every call comes on the connection's loop. */
interface LinkOwner {
    /** Logged in. Completes {@link Link#ready} when everything that has to be prepared is. */
    void connected(Link link);

    /** Octets were read; frames may follow. */
    default void turnBegins() {}

    default void message(byte[] bytes, int ackAt, int ackBytes, int bodyAt, int bodyBytes) {}

    default void receipt(long receipt) {}

    /** All that the socket had for now was read; what is written in here is flushed at once. */
    default void turnEnds() {}

    default void writable() {}

    /** ERROR, a broken connection, or one closed by the broker. May be called more than once. */
    void failed(LoadFailedException failure);
}
