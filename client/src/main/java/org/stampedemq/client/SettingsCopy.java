package org.stampedemq.client;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.stampedemq.stomp.frame.StompVersion;

/** Settings on their way to be other settings, so that the record's canonical constructor is called in one place. */
final class SettingsCopy {
    private List<InetSocketAddress> addresses;
    private String virtualHost;
    private String login;
    private String passcode;
    private Map<String, String> connectHeaders;
    private List<StompVersion> versions;
    private Duration heartBeatToSend;
    private Duration heartBeatToExpect;
    private Duration connectTimeout;
    private Backoff backoff;
    private boolean resendUnconfirmed;
    private int maxUnconfirmed;
    private long maxUnconfirmedBytes;
    private int maxFrameBytes;
    private RandomGenerator random;
    private LongSupplier clock;

    SettingsCopy(ClientSettings from) {
        addresses = from.addresses();
        virtualHost = from.virtualHost();
        login = from.login();
        passcode = from.passcode();
        connectHeaders = from.connectHeaders();
        versions = from.versions();
        heartBeatToSend = from.heartBeatToSend();
        heartBeatToExpect = from.heartBeatToExpect();
        connectTimeout = from.connectTimeout();
        backoff = from.backoff();
        resendUnconfirmed = from.resendUnconfirmed();
        maxUnconfirmed = from.maxUnconfirmed();
        maxUnconfirmedBytes = from.maxUnconfirmedBytes();
        maxFrameBytes = from.maxFrameBytes();
        random = from.random();
        clock = from.clock();
    }

    SettingsCopy addresses(List<InetSocketAddress> these) {
        addresses = these;
        return this;
    }

    SettingsCopy virtualHost(String name) {
        virtualHost = name;
        return this;
    }

    SettingsCopy login(String name, String secret) {
        login = name;
        passcode = secret;
        return this;
    }

    SettingsCopy connectHeaders(Map<String, String> headers) {
        connectHeaders = headers;
        return this;
    }

    SettingsCopy versions(List<StompVersion> these) {
        versions = these;
        return this;
    }

    SettingsCopy heartBeats(Duration toSend, Duration toExpect) {
        heartBeatToSend = toSend;
        heartBeatToExpect = toExpect;
        return this;
    }

    SettingsCopy connectTimeout(Duration timeout) {
        connectTimeout = timeout;
        return this;
    }

    SettingsCopy backoff(Backoff pauses) {
        backoff = pauses;
        return this;
    }

    SettingsCopy resendUnconfirmed(boolean resend) {
        resendUnconfirmed = resend;
        return this;
    }

    SettingsCopy maxUnconfirmed(int frames, long bytes) {
        maxUnconfirmed = frames;
        maxUnconfirmedBytes = bytes;
        return this;
    }

    SettingsCopy maxFrameBytes(int bytes) {
        maxFrameBytes = bytes;
        return this;
    }

    SettingsCopy random(RandomGenerator source) {
        random = source;
        return this;
    }

    SettingsCopy clock(LongSupplier nanos) {
        clock = nanos;
        return this;
    }

    ClientSettings build() {
        return new ClientSettings(
                addresses,
                virtualHost,
                login,
                passcode,
                connectHeaders,
                versions,
                heartBeatToSend,
                heartBeatToExpect,
                connectTimeout,
                backoff,
                resendUnconfirmed,
                maxUnconfirmed,
                maxUnconfirmedBytes,
                maxFrameBytes,
                random,
                clock);
    }
}
