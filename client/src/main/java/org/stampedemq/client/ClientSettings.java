package org.stampedemq.client;

import io.netty.util.concurrent.Ticker;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.stampedemq.stomp.frame.StompVersion;

/**
 * How to connect and how to go on. Sizes in bytes.
 *
 * @param addresses tried in turn, starting with the first; at least one, resolved or not
 * @param virtualHost the {@code host} header
 * @param login empty for none
 * @param passcode never logged
 * @param connectHeaders further ones for CONNECT
 * @param versions offered; the broker chooses
 * @param heartBeatToSend the longest silence of ours that we offer; zero for none
 * @param heartBeatToExpect the longest silence of the broker that we ask for; zero for none. Twice what was agreed is a lost connection
 * @param connectTimeout from the first packet to CONNECTED, for each attempt; also how long {@link StompClient#open} waits in all
 * @param backoff before connecting again after a loss
 * @param resendUnconfirmed whether a SEND outside of a transaction, with a receipt that did not come, is sent again on the next connection
 *     instead of failing: at least once, in the same order, and possibly twice ({@link Receipt#possiblyTwice}). Sends during an outage
 *     then wait for the next connection too
 * @param maxUnconfirmed SEND, SUBSCRIBE and BEGIN frames that wait for a receipt or for the socket; acknowledgements are not counted, since the
 *     broker may wait for just them
 * @param maxUnconfirmedBytes their bodies and headers, roughly
 * @param maxFrameBytes a larger frame from the broker ends the connection
 * @param random for the pauses
 * @param clock nanoseconds, monotonic, from any origin; tells when something was last heard or sent
 */
public record ClientSettings(
        List<InetSocketAddress> addresses,
        String virtualHost,
        String login,
        String passcode,
        Map<String, String> connectHeaders,
        List<StompVersion> versions,
        Duration heartBeatToSend,
        Duration heartBeatToExpect,
        Duration connectTimeout,
        Backoff backoff,
        boolean resendUnconfirmed,
        int maxUnconfirmed,
        long maxUnconfirmedBytes,
        int maxFrameBytes,
        RandomGenerator random,
        LongSupplier clock) {

    public ClientSettings {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("at least one address is needed");
        }
        if (versions.isEmpty()) {
            throw new IllegalArgumentException("at least one version is needed");
        }
        if (maxUnconfirmed < 1 || maxUnconfirmedBytes < 1) {
            throw new IllegalArgumentException("nothing could ever be sent with such bounds");
        }
        addresses = List.copyOf(addresses);
        versions = List.copyOf(versions);
        connectHeaders = Map.copyOf(connectHeaders);
    }

    /** No login, all versions, heart-beats of 10 s, reconnecting for ever, no resending, 10,000 frames or 64 MiB unconfirmed. */
    public static ClientSettings to(String host, int port) {
        return new ClientSettings(
                List.of(InetSocketAddress.createUnresolved(host, port)),
                "/",
                "",
                "",
                Map.of(),
                List.of(StompVersion.values()),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Backoff.forever(),
                false,
                10_000,
                64L << 20,
                64 << 20,
                new SplittableRandom(),
                Ticker.systemTicker()::nanoTime);
    }

    public ClientSettings withAddresses(List<InetSocketAddress> these) {
        return copy().addresses(these).build();
    }

    public ClientSettings withVirtualHost(String name) {
        return copy().virtualHost(name).build();
    }

    public ClientSettings withLogin(String name, String secret) {
        return copy().login(name, secret).build();
    }

    public ClientSettings withConnectHeaders(Map<String, String> headers) {
        return copy().connectHeaders(headers).build();
    }

    public ClientSettings withVersions(StompVersion... these) {
        return copy().versions(List.of(these)).build();
    }

    public ClientSettings withHeartBeats(Duration toSend, Duration toExpect) {
        return copy().heartBeats(toSend, toExpect).build();
    }

    public ClientSettings withConnectTimeout(Duration timeout) {
        return copy().connectTimeout(timeout).build();
    }

    public ClientSettings withBackoff(Backoff pauses) {
        return copy().backoff(pauses).build();
    }

    public ClientSettings withResendUnconfirmed(boolean resend) {
        return copy().resendUnconfirmed(resend).build();
    }

    public ClientSettings withMaxUnconfirmed(int frames, long bytes) {
        return copy().maxUnconfirmed(frames, bytes).build();
    }

    public ClientSettings withMaxFrameBytes(int bytes) {
        return copy().maxFrameBytes(bytes).build();
    }

    public ClientSettings withRandom(RandomGenerator source) {
        return copy().random(source).build();
    }

    public ClientSettings withClock(LongSupplier nanos) {
        return copy().clock(nanos).build();
    }

    private SettingsCopy copy() {
        return new SettingsCopy(this);
    }

    /** Without the passcode. */
    @Override
    public String toString() {
        return "ClientSettings[" + addresses + ", virtualHost=" + virtualHost + ", login=" + login + "]";
    }
}
