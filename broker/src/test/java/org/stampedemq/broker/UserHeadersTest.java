package org.stampedemq.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a sender wrote reaches the receiver as it was; what the broker answers for cannot be forged. */
class UserHeadersTest extends NodeTest {
    private static final Set<String> BROKERS =
            Set.of("subscription", "message-id", "destination", "ack", "timestamp", "content-length");

    private static List<Map.Entry<String, String>> users(Wire.Frame message) {
        return message.headers().stream()
                .filter(header -> !BROKERS.contains(header.getKey()))
                .toList();
    }

    /** Sends one frame in one version and reads it in another. */
    private Wire.Frame through(String from, String to, String... headers) throws IOException {
        String queue = queue();
        Wire sender = connect(from);
        sender.sendSafely(queue, "body", headers);
        Wire receiver = connect(to);
        receiver.subscribe("s", queue, "client-individual");
        return receiver.expect("MESSAGE");
    }

    @Test
    void orderRepetitionAndEmptyValuesStay() throws IOException {
        Wire.Frame message =
                through("1.2", "1.2", "b:2", "a:1", "b:3", "empty:", "x-y: spaced  ", "A:upper", "a:again");
        assertThat(users(message))
                .containsExactly(
                        Map.entry("b", "2"),
                        Map.entry("a", "1"),
                        Map.entry("b", "3"),
                        Map.entry("empty", ""),
                        Map.entry("x-y", " spaced  "),
                        Map.entry("A", "upper"),
                        Map.entry("a", "again"));
    }

    @Test
    void standardHeadersOfTheSenderAreUserHeadersToo() throws IOException {
        Wire.Frame message = through(
                "1.2",
                "1.2",
                "content-type:text/plain",
                "correlation-id:c1",
                "priority:7",
                "persistent:true",
                "expires:0",
                "reply-to:/queue/answers");
        assertThat(users(message))
                .containsExactly(
                        Map.entry("content-type", "text/plain"),
                        Map.entry("correlation-id", "c1"),
                        Map.entry("priority", "7"),
                        Map.entry("persistent", "true"),
                        Map.entry("expires", "0"),
                        Map.entry("reply-to", "/queue/answers"));
    }

    @Test
    void fourOctetCharactersInNamesAndValues() throws IOException {
        Wire.Frame message = through(
                "1.2", "1.2", "\ud83d\ude00:\ud83c\udf0d\u4e2d\u00e9", "k\u00e4se:\u0000".replace("\u0000", "\u0416"));
        assertThat(users(message))
                .containsExactly(
                        Map.entry("\ud83d\ude00", "\ud83c\udf0d\u4e2d\u00e9"), Map.entry("k\u00e4se", "\u0416"));
    }

    @Test
    void anUnescapedColonInAValueStays() throws IOException {
        Wire.Frame message = through("1.2", "1.2", "url:http://host:80/x", "time:12:30");
        assertThat(message.need("url").replace("\\c", ":")).isEqualTo("http://host:80/x");
        assertThat(message.need("time").replace("\\c", ":")).isEqualTo("12:30");
    }

    @Test
    void headersOfTheBrokerCannotBeForged() throws IOException {
        Wire.Frame message = through(
                "1.2",
                "1.2",
                "message-id:forged",
                "subscription:forged",
                "ack:forged",
                "redelivered:true",
                "delivery-count:99",
                "timestamp:1",
                "mine:1");
        assertThat(users(message)).containsExactly(Map.entry("mine", "1"));
        for (String name : BROKERS) {
            assertThat(message.headers().stream()
                            .filter(header -> header.getKey().equals(name)))
                    .as(name)
                    .hasSize(1)
                    .noneMatch(header -> header.getValue().equals("forged"));
        }
        assertThat(Long.parseLong(message.need("timestamp"))).isGreaterThan(1_000_000);
        assertThat(message.header("subscription")).isEqualTo("s");
    }

    @Test
    void whatIsBetweenSenderAndBrokerIsNotPassedOn() throws IOException {
        String queue = queue();
        Wire wire = connect();
        wire.send("BEGIN", "transaction:t");
        wire.sendText(queue, "x", "transaction:t", "receipt:r", "other:1");
        wire.send("COMMIT", "transaction:t", "receipt:done");
        assertThat(wire.expect("RECEIPT").header("receipt-id")).isEqualTo("r");
        assertThat(wire.expect("RECEIPT").header("receipt-id")).isEqualTo("done");
        wire.subscribe("s", queue, "auto");
        assertThat(users(wire.expect("MESSAGE"))).containsExactly(Map.entry("other", "1"));
    }

    @Test
    void aHeaderThatIsEscapedToLookForgedIsStillTheUsers() throws IOException {
        // The name is "message-id:x" with an escaped colon: not a header of the broker, and never to become one.
        Wire.Frame message = through("1.2", "1.0", "message-id\\cforged:1", "a\\nredelivered\\ctrue:2");
        assertThat(message.header("redelivered")).isNull();
        assertThat(message.headers().stream().filter(header -> header.getKey().equals("message-id")))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                // sender's version | receiver's version | as sent | as received
                "1.2|1.2|a\\nb\\cc\\\\d\\re|a\\nb\\cc\\\\d\\re",
                "1.2|1.1|a\\nb\\cc\\\\d\\re|a\\nb\\cc\\\\d e",
                "1.2|1.0|a\\nb\\cc\\\\d\\re|a b:c\\d e",
                "1.1|1.2|a\\nb\\cc\\\\d|a\\nb\\cc\\\\d",
                "1.1|1.1|a\\nb\\cc\\\\d|a\\nb\\cc\\\\d",
                "1.1|1.0|a\\nb\\cc\\\\d|a b:c\\d",
                "1.0|1.0|a\\nb\\c\\\\d\\|a\\nb\\c\\\\d\\",
                "1.0|1.1|a\\nb\\|a\\\\nb\\\\",
                "1.0|1.2|a\\nb\\rc\\|a\\\\nb\\\\rc\\\\",
            })
    void escapesAreThoseOfTheReceiver(String from, String to, String sent, String received) throws IOException {
        Wire.Frame message = through(from, to, "tricky:" + sent, "after:1");
        assertThat(message.header("tricky")).isEqualTo(received);
        assertThat(message.header("after")).isEqualTo("1");
        assertThat(users(message)).hasSize(2);
    }

    @Test
    void anEscapedLineFeedNeverBecomesAHeaderOfAnOlderReceiver() throws IOException {
        for (String to : List.of("1.0", "1.1")) {
            Wire.Frame message = through("1.2", to, "a:1\\n\\nBODY", "b:2\\nforged\\ctrue", "c:3\\r\\nforged\\ctrue");
            assertThat(message.header("forged")).isNull();
            assertThat(message.text()).isEqualTo("body");
            assertThat(users(message)).hasSize(3);
            assertThat(users(message)).noneMatch(header -> header.getValue().contains("\r"));
        }
    }

    @Test
    void aSubscriptionIdWithEscapesComesBackAsItWas() throws IOException {
        Wire wire = connect();
        String queue = queue();
        wire.subscribe("s\\c\\n\\\\1", queue, "auto");
        wire.sendText(queue, "x");
        assertThat(wire.expect("MESSAGE").header("subscription")).isEqualTo("s\\c\\n\\\\1");
    }

    @Test
    void aDestinationMayBeAnyUtf8() throws IOException {
        for (String queue :
                List.of("/queue/a/b c/\u00fc\ud83d\ude00", "/queue/with\\ccolon", "/queue/..", "/queue/ ")) {
            Wire wire = connect();
            wire.subscribe("s", queue, "auto");
            wire.sendText(queue, "there");
            Wire.Frame message = wire.expect("MESSAGE");
            assertThat(message.text()).isEqualTo("there");
            assertThat(message.header("destination")).isEqualTo(queue);
        }
    }

    @Test
    void aReplyToWithEscapesReachesOlderReceiversReadable() throws IOException {
        Wire asking = connect();
        asking.subscribe("r", "/temp-queue/a\\cb\\\\c\\rd", "auto");
        String queue = queue();
        asking.sendSafely(queue, "ask", "reply-to:/temp-queue/a\\cb\\\\c\\rd");
        Wire old = connect("1.0");
        old.subscribe("s", queue, "auto");
        assertThat(old.expect("MESSAGE").need("reply-to")).endsWith(".a:b\\c d");
    }

    @Test
    void everyOctetInABodyComesThrough() throws IOException {
        byte[] body = new byte[1_024];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) i;
        }
        String queue = queue();
        Wire wire = connect();
        wire.frame("SEND", body, "destination:" + queue, "content-length:" + body.length, "content-type:text/plain");
        wire.frame("SEND", new byte[0], "destination:" + queue, "content-length:0");
        wire.frame("SEND", "no length".getBytes(StandardCharsets.UTF_8), "destination:" + queue);
        wire.subscribe("s", queue, "auto");
        Wire.Frame message = wire.expect("MESSAGE");
        assertThat(message.body()).isEqualTo(body);
        assertThat(message.header("content-length")).isEqualTo("1024");
        assertThat(wire.expect("MESSAGE").header("content-length")).isEqualTo("0");
        assertThat(wire.expect("MESSAGE").header("content-length")).isEqualTo("9");
    }
}
