package org.stampedemq.app;

import java.time.InstantSource;
import org.stampedemq.app.cli.Stampede;

/** Where the program begins. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(Stampede.execute(args, InstantSource.system()));
    }
}
