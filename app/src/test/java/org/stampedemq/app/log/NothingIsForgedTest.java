package org.stampedemq.app.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NothingIsForgedTest {
    private static final String FORGED = "2026-01-01T00:00:00.000Z ERROR [main] forged";

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\r\nb", "a\u001b[31mb", "a\u0085b", "a\u2028b", "a\u202eb", "a\bb", "a\u0000b"})
    void aMessageStaysOnItsLineAndCommandsNoTerminal(String hostile) throws JoranException {
        String line = rendered("client says {}", new IllegalStateException("none"), hostile, false);
        assertThat(line).doesNotContain(hostile).contains("client says a\\u").endsWith("b\n");
        assertThat(line.lines()).hasSize(1);
    }

    @Test
    void aLineInAnExceptionIsSetIn() throws JoranException {
        String text = rendered("failed", new IllegalStateException("x\n" + FORGED + "\u001b[2J"), "", true);
        assertThat(text.lines())
                .noneMatch(line -> line.startsWith(FORGED))
                .anyMatch(line -> line.startsWith("    " + FORGED));
        assertThat(text).doesNotContain("\u001b");
    }

    @Test
    void harmlessTextIsNotTouched() {
        assertThat(Escaped.text("Grüße, 世界 😀")).isEqualTo("Grüße, 世界 😀");
        assertThat(Escaped.lines("a\n\tb")).isEqualTo("a\n\tb");
        assertThat(Escaped.text("a\n")).isEqualTo("a\\u000a");
    }

    /** By the very logback.xml that a node runs with. */
    private static String rendered(String message, Throwable thrown, String argument, boolean withThrowable)
            throws JoranException {
        LoggerContext context = new LoggerContext();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(Objects.requireNonNull(NothingIsForgedTest.class.getResource("/logback.xml")));
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        ConsoleAppender<ILoggingEvent> console =
                (ConsoleAppender<ILoggingEvent>) Objects.requireNonNull(root.getAppender("console"));
        LoggingEvent event = withThrowable
                ? new LoggingEvent("", root, Level.INFO, message, thrown, new Object[0])
                : new LoggingEvent("", root, Level.INFO, message, null, new Object[] {argument});
        String text = new String(console.getEncoder().encode(event), StandardCharsets.UTF_8);
        context.stop();
        return text;
    }
}
