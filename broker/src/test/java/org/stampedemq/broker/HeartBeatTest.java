package org.stampedemq.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.stampedemq.broker.session.SessionSettings;

/** With a node that offers 200 ms both ways. */
class HeartBeatTest extends NodeTest {
    @Override
    BrokerSettings settings(BrokerSettings usual) {
        SessionSettings s = usual.sessions();
        return TestSettings.withSessions(
                usual,
                new SessionSettings(
                        Duration.ofMillis(200),
                        Duration.ofMillis(200),
                        s.maxSubscriptions(),
                        s.maxTransactions(),
                        s.maxTransactionFrames(),
                        s.maxTransactionBytes(),
                        s.maxUnsettledMessages(),
                        s.maxUnsettledBytes(),
                        s.defaultPrefetch(),
                        s.maxPrefetch(),
                        s.autoPrefetch(),
                        true,
                        "strict-name"));
    }

    @Test
    void aSilentClientThatPromisedBeatsIsToldAndDropped() throws IOException {
        Wire wire = open();
        wire.send("CONNECT", "accept-version:1.2", "host:strict-name", "heart-beat:200,0");
        assertThat(wire.expect("CONNECTED").header("heart-beat")).isEqualTo("0,200");
        assertThat(wire.expectErrorAndEnd().need("message")).contains("heart-beat");
    }

    @Test
    void theNodeBeatsAndABeatingClientStays() throws IOException {
        Wire wire = open();
        wire.send("CONNECT", "accept-version:1.1", "host:strict-name", "heart-beat:200,200");
        assertThat(wire.expect("CONNECTED").header("heart-beat")).isEqualTo("200,200");
        int beats = 0;
        for (int i = 0; i < 8; i++) {
            wire.socket().setSoTimeout(1_000);
            if (wire.socket().getInputStream().read() == '\n') {
                beats++;
            }
            wire.raw(new byte[] {'\n'});
        }
        assertThat(beats).isEqualTo(8);
        wire.socket().setSoTimeout(10_000);
        assertThat(wire.settle("BEGIN", "transaction:t")).isEmpty();
    }

    @Test
    void withoutAHeartBeatHeaderNobodyBeatsAndNobodyIsDropped() throws IOException {
        Wire wire = open();
        wire.send("CONNECT", "accept-version:1.2", "host:strict-name");
        assertThat(wire.expect("CONNECTED").header("heart-beat")).isEqualTo("0,0");
        wire.socket().setSoTimeout(1_000);
        assertThatThrownBy(() -> wire.socket().getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void aStrictNodeRefusesOtherVirtualHosts() throws IOException {
        Wire wire = open();
        wire.send("CONNECT", "accept-version:1.2", "host:other");
        assertThat(wire.expectErrorAndEnd().need("message")).contains("strict-name");
    }

    @Override
    Wire connect(String version) throws IOException {
        Wire wire = open();
        wire.send("CONNECT", "accept-version:" + version, "host:strict-name");
        wire.expect("CONNECTED");
        return wire;
    }
}
