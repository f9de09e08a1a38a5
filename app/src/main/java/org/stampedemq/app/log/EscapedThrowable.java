package org.stampedemq.app.log;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;

/**
 * A stack trace whose every line is set in, so that a line within an exception's message cannot pass for one of the log.
 * {@code %safeException} in logback.xml.
 */
public final class EscapedThrowable extends ThrowableProxyConverter {
    @Override
    protected String throwableProxyToString(IThrowableProxy proxy) {
        String trace = super.throwableProxyToString(proxy).replace("\r\n", "\n").stripTrailing();
        return "    " + Escaped.lines(trace).replace("\n", "\n    ") + "\n";
    }
}
