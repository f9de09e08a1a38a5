package org.stampedemq.app.config;

import java.time.Duration;
import org.stampedemq.gateway.GatewaySettings;

/** The keys of {@link GatewaySettings}. */
final class GatewayKeys {
    private GatewayKeys() {}

    static GatewaySettings read(Settings settings) throws SettingsException {
        return new GatewaySettings(
                ServerKeys.address(settings, "http"),
                settings.texts("http.hosts"),
                settings.smallSize("http.max-body", 1 << 10, 64 << 20),
                settings.smallSize("http.max-header", 1 << 10, 1 << 20),
                settings.number("http.max-connections", 1, 100_000),
                settings.duration("http.idle-timeout", Duration.ofMillis(100), Duration.ofDays(1)),
                settings.duration("http.answer-timeout", Duration.ofMillis(100), Duration.ofHours(1)));
    }
}
