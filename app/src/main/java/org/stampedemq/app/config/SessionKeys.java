package org.stampedemq.app.config;

import java.time.Duration;
import org.stampedemq.broker.session.SessionSettings;

/** The keys of {@link SessionSettings}. */
final class SessionKeys {
    private SessionKeys() {}

    static SessionSettings read(Settings settings) throws SettingsException {
        return new SessionSettings(
                settings.duration("heart-beat.send", Duration.ZERO, Duration.ofDays(1)),
                settings.duration("heart-beat.expect", Duration.ZERO, Duration.ofDays(1)),
                settings.number("limits.subscriptions", 1, 1_000_000),
                settings.number("limits.transactions", 1, 1_000_000),
                settings.number("limits.transaction-frames", 1, 10_000_000),
                settings.size("limits.transaction-bytes", 1 << 10, 1L << 32),
                settings.number("limits.unsettled-messages", 1, 10_000_000),
                settings.size("limits.unsettled-bytes", 1 << 10, 1L << 32),
                settings.number("prefetch.default", 1, 1_000_000),
                settings.number("prefetch.max", 1, 1_000_000),
                settings.number("prefetch.auto", 1, 1_000_000),
                settings.flag("virtual-hosts.strict"),
                settings.text("virtual-hosts.name"));
    }
}
