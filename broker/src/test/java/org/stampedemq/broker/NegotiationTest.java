package org.stampedemq.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NegotiationTest extends NodeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1.0|1.0", "1.1|1.1", "1.2|1.2", "1.0,1.1,1.2|1.2", "1.2,1.1|1.2", "1.1,2.0|1.1", "1.0, 1.1|1.1"})
    void theHighestCommonVersionIsSpoken(String offered, String expected) throws IOException {
        Wire wire = open();
        wire.send("CONNECT", "accept-version:" + offered, "host:any");
        assertThat(wire.expect("CONNECTED").header("version")).isEqualTo(expected);
    }

    @Test
    void withoutAcceptVersionItIsOnePointZero() throws IOException {
        Wire wire = open();
        wire.send("CONNECT");
        Wire.Frame connected = wire.expect("CONNECTED");
        assertThat(connected.header("version")).isEqualTo("1.0");
        assertThat(connected.need("session")).isNotEmpty();
        assertThat(connected.need("server")).startsWith("stampede");
    }

    @Test
    void sessionsHaveDifferentIds() throws IOException {
        Wire one = open();
        Wire two = open();
        one.send("CONNECT", "accept-version:1.2", "host:a");
        two.send("CONNECT", "accept-version:1.2", "host:a");
        assertThat(one.expect("CONNECTED").need("session"))
                .isNotEqualTo(two.expect("CONNECTED").need("session"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.0", "", "1.3,0.9", "one"})
    void noCommonVersionIsRefusedNamingThoseThereAre(String offered) throws IOException {
        Wire wire = open();
        wire.send("CONNECT", "accept-version:" + offered, "host:any");
        Wire.Frame error = wire.expectErrorAndEnd();
        assertThat(error.need("message")).contains("1.0").contains("1.1").contains("1.2");
    }

    @Test
    void theStompCommandConnectsToo() throws IOException {
        Wire wire = open();
        wire.send("STOMP", "accept-version:1.2", "host:any");
        assertThat(wire.expect("CONNECTED").header("version")).isEqualTo("1.2");
    }

    @Test
    void emptyLinesBeforeConnectAndBackslashesInItAreAccepted() throws IOException {
        Wire wire = open();
        wire.raw("\n\r\n\nCONNECT\naccept-version:1.2\nhost:a\\b\\x\n\n\0".getBytes(StandardCharsets.UTF_8));
        wire.expect("CONNECTED");
    }

    @Test
    void theFirstOfRepeatedAcceptVersionsWins() throws IOException {
        Wire wire = open();
        wire.send("CONNECT", "accept-version:1.1", "accept-version:1.2", "host:any");
        assertThat(wire.expect("CONNECTED").header("version")).isEqualTo("1.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "STOMP"})
    void aSecondConnectIsAnError(String command) throws IOException {
        Wire wire = connect();
        wire.send(command, "accept-version:1.2", "host:any", "receipt:again");
        assertThat(wire.expectErrorAndEnd().header("receipt-id")).isEqualTo("again");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SEND", "SUBSCRIBE", "UNSUBSCRIBE", "ACK", "NACK", "BEGIN", "COMMIT", "ABORT", "DISCONNECT"})
    void aFrameBeforeConnectIsAnError(String command) throws IOException {
        Wire wire = open();
        wire.send(command, "destination:/queue/before", "id:1", "transaction:t", "receipt:r");
        Wire.Frame error = wire.expectErrorAndEnd();
        assertThat(error.header("receipt-id")).isEqualTo("r");
        assertThat(error.need("message")).contains("CONNECT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MESSAGE", "RECEIPT", "ERROR", "CONNECTED"})
    void framesOfAServerAreRefused(String command) throws IOException {
        Wire wire = connect();
        wire.send(command, "destination:/queue/x", "receipt:r");
        wire.expectErrorAndEnd();
    }

    @Test
    void whatComesBehindARefusedConnectIsNotDone() throws Exception {
        Wire wire = open();
        wire.raw("CONNECT\naccept-version:9\nhost:a\n\n\0SEND\ndestination:/queue/refused-connect\n\nx\0"
                .getBytes(StandardCharsets.UTF_8));
        wire.expectErrorAndEnd();
        Wire other = connect();
        other.subscribe("s", "/queue/refused-connect", "auto");
        assertThat(other.readWithin(Duration.ofMillis(200))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // The node offers 10 s both ways: the longer of what one can do and the other wants.
                "0,0|0,0",
                "5000,0|0,10000",
                "20000,0|0,20000",
                "0,5000|10000,0",
                "0,30000|30000,0",
                "1,1|10000,10000",
                "60000,60000|60000,60000"
            })
    void heartBeatsAreTheLongerOfBoth(String asked, String answered) throws IOException {
        Wire wire = open();
        wire.send("CONNECT", "accept-version:1.2", "host:any", "heart-beat:" + asked);
        assertThat(wire.expect("CONNECTED").header("heart-beat")).isEqualTo(answered);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1,0", "0,-1", "a,b", "1", "1,2,3", ",", "", "99999999999999999999,0", "1.5,0", "0x10,0"})
    void aMalformedHeartBeatIsAnError(String heartBeat) throws IOException {
        Wire wire = open();
        wire.send("CONNECT", "accept-version:1.2", "host:any", "heart-beat:" + heartBeat, "receipt:c");
        Wire.Frame error = wire.expectErrorAndEnd();
        assertThat(error.need("message")).contains("heart-beat");
        assertThat(error.header("receipt-id")).isEqualTo("c");
    }

    @Test
    void aReceiptOnConnectFollowsConnected() throws IOException {
        Wire wire = open();
        wire.send("CONNECT", "accept-version:1.2", "host:any", "receipt:hello");
        wire.expect("CONNECTED");
        assertThat(wire.expect("RECEIPT").header("receipt-id")).isEqualTo("hello");
    }

    @Test
    void anUnknownVirtualHostMeansTheDefaultOne() throws IOException {
        Wire wire = open();
        wire.send("CONNECT", "accept-version:1.2", "host:nobody.example.org");
        wire.expect("CONNECTED");
    }

    @Test
    void loginAndPasscodeAreNotShownToAnybody() throws IOException {
        Wire wire = open();
        wire.send("CONNECT", "accept-version:9", "host:a", "login:somebody", "passcode:very-secret");
        Wire.Frame error = wire.expectErrorAndEnd();
        assertThat(error.toString()).doesNotContain("very-secret");
    }
}
