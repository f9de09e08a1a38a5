package org.stampedemq.app.node;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/** A process with a vital thread that dies at once: the data directory, seconds for the command, the command. */
public final class DyingNode {
    private DyingNode() {}

    public static void main(String[] args) throws InterruptedException {
        List<String> command = Arrays.asList(args).subList(2, args.length);
        new CrashHandler(
                        Path.of(args[0]),
                        "Stampede test",
                        command,
                        Duration.ofSeconds(Long.parseLong(args[1])),
                        InstantSource.system(),
                        Runtime.getRuntime()::halt)
                .install();
        LoggerFactory.getLogger(DyingNode.class).info("one of the last lines");
        new Thread(
                        () -> {
                            throw new IllegalStateException(
                                    "the lane lost its mind", new IllegalArgumentException("cause"));
                        },
                        "lane-0")
                .start();
        new CountDownLatch(1).await();
    }
}
