package org.stampedemq.app.config;

import java.time.Duration;
import org.stampedemq.broker.destination.TopicSettings;

/** The keys of {@link TopicSettings}. */
final class TopicKeys {
    private TopicKeys() {}

    static TopicSettings read(Settings settings) throws SettingsException {
        return new TopicSettings(
                settings.size("topics.slow-subscriber-bytes", 1 << 10, 1L << 32),
                settings.duration("topics.slow-subscriber-timeout", Duration.ofMillis(10), Duration.ofDays(1)));
    }
}
