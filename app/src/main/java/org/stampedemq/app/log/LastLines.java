package org.stampedemq.app.log;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/** Keeps the last lines of the log for a crash file: at most 200, the oldest go. From any thread. */
public final class LastLines extends AppenderBase<ILoggingEvent> {
    private static final String NAME = "last";
    private static final int LINES = 200;
    private static final int CHARACTERS = 1_000;

    private final ArrayDeque<String> lines = new ArrayDeque<>(LINES);

    @Override
    protected void append(ILoggingEvent event) {
        // AppenderBase calls this with its own lock held, and doAppend is all that gets here.
        String message = Escaped.text(String.valueOf(event.getFormattedMessage()));
        String line = Instant.ofEpochMilli(event.getTimeStamp()) + " " + event.getLevel() + " [" + event.getThreadName()
                + "] " + event.getLoggerName() + " "
                + message.substring(0, Math.min(message.length(), CHARACTERS));
        synchronized (lines) {
            if (lines.size() == LINES) {
                lines.removeFirst();
            }
            lines.addLast(line);
        }
    }

    private List<String> copy() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /** The last lines, oldest first; empty if logback.xml has no such appender. */
    public static List<String> now() {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (factory instanceof LoggerContext context
                && context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(NAME) instanceof LastLines last) {
            return last.copy();
        }
        return List.of();
    }
}
