package org.stampedemq.app.config;

import java.time.Duration;
import org.stampedemq.storage.tiered.TieredSettings;

/** The keys of {@link TieredSettings}. */
final class FrontKeys {
    private FrontKeys() {}

    static TieredSettings read(Settings settings) throws SettingsException {
        return new TieredSettings(
                settings.size("front-store.bytes", 64 << 10, 1L << 40),
                settings.size("front-store.held-back", 64 << 10, 1L << 40),
                settings.duration("front-store.timeout", Duration.ZERO, Duration.ofDays(1)),
                settings.number("front-store.window", 1, 100_000_000),
                settings.duration("refresh.interval", Duration.ofMillis(10), Duration.ofDays(1)),
                settings.number("refresh.amount", 1, 1_000_000),
                settings.number("front-store.hand-out-block", 1, 1_000_000),
                settings.flag("front-store.spill"));
    }
}
