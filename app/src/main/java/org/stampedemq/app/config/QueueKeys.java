package org.stampedemq.app.config;

import java.time.Duration;
import org.stampedemq.broker.destination.QueueSettings;

/** The keys of {@link QueueSettings}. */
final class QueueKeys {
    private QueueKeys() {}

    static QueueSettings read(Settings settings) throws SettingsException {
        return new QueueSettings(
                settings.number("queues.max-failures", 0, 1_000_000),
                settings.text("queues.dead-letter-prefix"),
                settings.duration("queues.redelivery-delay", Duration.ZERO, Duration.ofDays(30)),
                settings.duration("queues.max-redelivery-delay", Duration.ZERO, Duration.ofDays(30)),
                settings.flag("queues.dead-letter-expired"),
                settings.flag("queues.persistent"),
                settings.flag("queues.always-durable"),
                settings.duration("queues.idle-timeout", Duration.ofMillis(100), Duration.ofDays(365)));
    }
}
