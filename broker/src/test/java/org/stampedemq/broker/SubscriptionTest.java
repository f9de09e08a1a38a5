package org.stampedemq.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids of subscriptions, and what is told by them. */
class SubscriptionTest extends NodeTest {
    @ParameterizedTest
    @ValueSource(strings = {"1.1", "1.2"})
    void anIdIsRequired(String version) throws IOException {
        Wire wire = connect(version);
        wire.send("SUBSCRIBE", "destination:" + queue(), "receipt:r");
        assertThat(wire.expectErrorAndEnd().header("receipt-id")).isEqualTo("r");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1", "1.2"})
    void anIdInUseIsAnError(String version) throws IOException {
        Wire wire = connect(version);
        wire.subscribe("same", queue(), "auto");
        wire.send("SUBSCRIBE", "id:same", "destination:" + queue(), "receipt:r");
        assertThat(wire.expectErrorAndEnd().header("receipt-id")).isEqualTo("r");
    }

    @Test
    void anIdCanBeUsedAgainAfterUnsubscribe() throws IOException {
        Wire wire = connect();
        String first = queue();
        String second = queue();
        wire.subscribe("same", first, "auto");
        wire.settle("UNSUBSCRIBE", "id:same");
        wire.subscribe("same", second, "auto");
        wire.sendText(first, "to nobody");
        wire.sendText(second, "to me");
        assertThat(wire.expect("MESSAGE").text()).isEqualTo("to me");
    }

    @Test
    void theSameIdOnTwoConnectionsIsTwoSubscriptions() throws IOException {
        String topic = topic();
        Wire one = connect();
        Wire two = connect();
        one.subscribe("s", topic, "auto");
        two.subscribe("s", topic, "auto");
        connect().sendText(topic, "both");
        assertThat(one.expect("MESSAGE").text()).isEqualTo("both");
        assertThat(two.expect("MESSAGE").text()).isEqualTo("both");
    }

    @Test
    void onePointZeroGoesWithoutIds() throws IOException {
        String queue = queue();
        Wire wire = connect("1.0");
        wire.settle("SUBSCRIBE", "destination:" + queue, "ack:client");
        wire.sendText(queue, "x");
        Wire.Frame message = wire.expect("MESSAGE");
        assertThat(message.header("destination")).isEqualTo(queue);
        assertThat(message.header("subscription")).isNull();
        wire.settle("ACK", "message-id:" + message.need("message-id"));
        wire.settle("UNSUBSCRIBE", "destination:" + queue);
        wire.sendText(queue, "y");
        assertThat(wire.readWithin(Duration.ofMillis(100))).isEmpty();
    }

    @Test
    void aMessageNamesItsSubscription() throws IOException {
        String one = queue();
        String two = queue();
        Wire wire = connect();
        wire.subscribe("first", one, "auto");
        wire.subscribe("second", two, "auto");
        wire.sendText(two, "x");
        assertThat(wire.expect("MESSAGE").header("subscription")).isEqualTo("second");
        wire.sendText(one, "x");
        assertThat(wire.expect("MESSAGE").header("subscription")).isEqualTo("first");
    }

    @Test
    void messageIdsAreTheBrokersAndUnique() throws IOException {
        String queue = queue();
        Wire wire = connect();
        wire.subscribe("s", queue, "auto");
        wire.sendText(queue, "a", "message-id:mine");
        wire.sendText(queue, "b", "message-id:mine");
        String first = wire.expect("MESSAGE").need("message-id");
        String second = wire.expect("MESSAGE").need("message-id");
        assertThat(first).isNotEqualTo(second).isNotEqualTo("mine");
        assertThat(second).isNotEqualTo("mine");
    }
}
