package org.stampedemq.app.log;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** The message of an event on one line, whatever a client put into it. {@code %safe} in logback.xml. */
public final class EscapedMessage extends ClassicConverter {
    @Override
    public String convert(ILoggingEvent event) {
        return Escaped.text(String.valueOf(event.getFormattedMessage()));
    }
}
