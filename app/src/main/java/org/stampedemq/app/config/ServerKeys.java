package org.stampedemq.app.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.stampedemq.stomp.server.ServerSettings;

/** The keys of {@link ServerSettings}. */
final class ServerKeys {
    private ServerKeys() {}

    static ServerSettings read(Settings settings) throws SettingsException {
        return new ServerSettings(
                List.of(address(settings, "stomp")),
                settings.number("stomp.loops", 0, 1_024),
                settings.flag("stomp.native-transport"),
                settings.smallSize("limits.frame", 1 << 10, 1 << 30),
                settings.smallSize("limits.frame-before-login", 1 << 10, 1 << 30),
                settings.smallSize("limits.header-line", 128, 16 << 20),
                settings.number("limits.headers", 8, 100_000),
                settings.smallSize("limits.header-block", 1 << 10, 64 << 20),
                settings.number("limits.connections", 1, 10_000_000),
                settings.duration("limits.login-timeout", Duration.ofMillis(100), Duration.ofHours(1)),
                settings.size("limits.unread", 64 << 10, 1L << 40),
                settings.duration("limits.slow-reader-timeout", Duration.ofMillis(100), Duration.ofDays(1)));
    }

    /** Where a group with the keys bind and port listens. Looks the name up if it is one. */
    static InetSocketAddress address(Settings settings, String group) throws SettingsException {
        String bind = settings.text(group + ".bind");
        try {
            return new InetSocketAddress(InetAddress.getByName(bind), settings.number(group + ".port", 0, 65_535));
        } catch (UnknownHostException e) {
            throw settings.refused(group + ".bind", "an address of this machine", e);
        }
    }
}
