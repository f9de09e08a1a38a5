package org.stampedemq.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import javax.jms.BytesMessage;
import javax.jms.Connection;
import javax.jms.DeliveryMode;
import javax.jms.JMSException;
import javax.jms.Message;
import javax.jms.MessageConsumer;
import javax.jms.MessageProducer;
import javax.jms.Session;
import javax.jms.TextMessage;
import org.awaitility.Awaitility;
import org.fusesource.hawtbuf.AsciiBuffer;
import org.fusesource.stomp.client.BlockingConnection;
import org.fusesource.stomp.client.Constants;
import org.fusesource.stomp.client.Future;
import org.fusesource.stomp.client.FutureConnection;
import org.fusesource.stomp.client.Stomp;
import org.fusesource.stomp.codec.StompFrame;
import org.fusesource.stomp.jms.StompJmsConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.stampedemq.process.NodeProcess;

/**
 * FuseSource's stompjms, both its layers: JMS over STOMP 1.1, and the frames below it. It sends no heart-beats of its own; those
 * of the node it has to live with.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // before all
class StompJmsTest {
    private static final int MESSAGES = 1_000;
    private static final long PATIENCE_MILLIS = 10_000;
    private static final String TEXT = "Grüße, 世界 😀: colon\\backslash";

    private NodeProcess node;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        node = NodeProcess.start(directory.resolve("data"));
    }

    @AfterAll
    void stop() {
        node.close();
    }

    private Connection jms() throws JMSException {
        StompJmsConnectionFactory factory = new StompJmsConnectionFactory();
        factory.setBrokerURI("tcp://127.0.0.1:" + node.address().getPort());
        factory.setQueuePrefix("/queue/");
        factory.setTopicPrefix("/topic/");
        Connection connection = factory.createConnection();
        connection.start();
        return connection;
    }

    private Stomp stomp() throws Exception {
        return new Stomp("tcp://127.0.0.1:" + node.address().getPort());
    }

    private static StompFrame frame(AsciiBuffer command, String... headers) {
        StompFrame frame = new StompFrame(command);
        for (int i = 0; i < headers.length; i += 2) {
            frame.addHeader(StompFrame.encodeHeader(headers[i]), StompFrame.encodeHeader(headers[i + 1]));
        }
        return frame;
    }

    private static String header(StompFrame frame, String name) {
        return StompFrame.decodeHeader(frame.getHeader(StompFrame.encodeHeader(name)));
    }

    private static StompFrame receive(FutureConnection connection) throws Exception {
        return connection.receive().await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** What is left in the queue, by another connection. */
    private void assertNothingLeft(String queue) throws JMSException {
        Connection connection = jms();
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
        assertThat(consumer.receive(300)).as("left in %s", queue).isNull();
        connection.close();
    }

    @Test
    void aThousandPersistentMessagesWithReceiptsAcknowledgedOneByOne() throws Exception {
        FutureConnection connection = stomp().connectFuture().await();
        List<Future<StompFrame>> receipts = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            StompFrame send = frame(Constants.SEND, "destination", "/queue/thousand", "persistent", "true");
            send.content(new AsciiBuffer("message " + i));
            receipts.add(connection.request(send));
        }
        for (Future<StompFrame> receipt : receipts) {
            assertThat(receipt.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).action())
                    .isEqualTo(Constants.RECEIPT);
        }
        connection
                .request(frame(
                        Constants.SUBSCRIBE, "destination", "/queue/thousand", "id", "s", "ack", "client-individual"))
                .await();
        List<Future<StompFrame>> gone = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            StompFrame message = receive(connection);
            assertThat(message.contentAsString()).isEqualTo("message " + i);
            gone.add(connection.request(
                    frame(Constants.ACK, "subscription", "s", "message-id", header(message, "message-id"))));
        }
        for (Future<StompFrame> receipt : gone) {
            receipt.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        }
        connection.close().await();
        assertNothingLeft("thousand");
    }

    @Test
    void jmsPersistentMessagesAcknowledgedByTheClient() throws Exception {
        Connection connection = jms();
        Session session = connection.createSession(false, Session.CLIENT_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(session.createQueue("jms"));
        producer.setDeliveryMode(DeliveryMode.PERSISTENT);
        for (int i = 0; i < MESSAGES; i++) {
            TextMessage message = session.createTextMessage("message " + i);
            message.setIntProperty("number", i);
            producer.send(message);
        }
        MessageConsumer consumer = session.createConsumer(session.createQueue("jms"));
        for (int i = 0; i < MESSAGES; i++) {
            Message message = consumer.receive(PATIENCE_MILLIS);
            assertThat(message).isInstanceOf(TextMessage.class);
            assertThat(((TextMessage) message).getText()).isEqualTo("message " + i);
            assertThat(message.getStringProperty("number")).isEqualTo(Integer.toString(i));
            if (i % 100 == 99) {
                message.acknowledge();
            }
        }
        connection.close();
        assertNothingLeft("jms");
    }

    @Test
    void jmsTransactionsAreCommittedAndRolledBack() throws Exception {
        Connection connection = jms();
        Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
        MessageProducer producer = session.createProducer(session.createQueue("transaction"));
        producer.send(session.createTextMessage("never"));
        session.rollback();
        producer.send(session.createTextMessage("committed"));

        Connection other = jms();
        Session watching = other.createSession(false, Session.AUTO_ACKNOWLEDGE);
        MessageConsumer early = watching.createConsumer(watching.createQueue("transaction"));
        assertThat(early.receive(300)).as("visible before the commit").isNull();
        other.close();

        session.commit();
        MessageConsumer consumer = session.createConsumer(session.createQueue("transaction"));
        assertThat(text(consumer)).isEqualTo("committed");
        session.rollback();
        assertThat(text(consumer)).as("back after the rollback").isEqualTo("committed");
        session.commit();
        connection.close();
        assertNothingLeft("transaction");
    }

    private static String text(MessageConsumer consumer) throws JMSException {
        Message message = consumer.receive(PATIENCE_MILLIS);
        assertThat(message).isInstanceOf(TextMessage.class);
        return ((TextMessage) message).getText();
    }

    @Test
    void aNegatedMessageComesBackFlagged() throws Exception {
        FutureConnection connection = stomp().connectFuture().await();
        connection.request(frame(Constants.SEND, "destination", "/queue/nack")).await();
        connection
                .request(
                        frame(Constants.SUBSCRIBE, "destination", "/queue/nack", "id", "s", "ack", "client-individual"))
                .await();
        String id = header(receive(connection), "message-id");
        connection
                .request(frame(new AsciiBuffer("NACK"), "subscription", "s", "message-id", id))
                .await();
        StompFrame again = receive(connection);
        assertThat(header(again, "message-id")).isEqualTo(id);
        assertThat(header(again, "redelivered")).isEqualTo("true");
        connection
                .request(frame(Constants.ACK, "subscription", "s", "message-id", id))
                .await();
        connection.close().await();
        assertNothingLeft("nack");
    }

    @Test
    void jmsBinaryBodiesAndHeadersInAnyScript() throws Exception {
        byte[] octets = new byte[1_024];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) i;
        }
        Connection connection = jms();
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(session.createQueue("octets"));
        BytesMessage sent = session.createBytesMessage();
        sent.writeBytes(octets);
        sent.setStringProperty("greeting", TEXT);
        session.createProducer(session.createQueue("octets")).send(sent);
        Message received = consumer.receive(PATIENCE_MILLIS);
        assertThat(received).isInstanceOf(BytesMessage.class);
        byte[] found = new byte[octets.length];
        assertThat(((BytesMessage) received).getBodyLength()).isEqualTo(octets.length);
        assertThat(((BytesMessage) received).readBytes(found)).isEqualTo(octets.length);
        assertThat(found).isEqualTo(octets);
        assertThat(received.getStringProperty("greeting")).isEqualTo(TEXT);
        connection.close();
    }

    @Test
    void theHeartBeatsOfTheNodeDoNotDisturbIt() throws Exception {
        Stomp stomp = stomp();
        Properties headers = new Properties();
        headers.setProperty("heart-beat", "0,500");
        stomp.setCustomHeaders(headers);
        BlockingConnection connection = stomp.connectBlocking();
        assertThat(header(connection.connectedFrame(), "heart-beat")).endsWith(",0");
        Awaitility.await("three seconds of heart-beats")
                .pollDelay(Duration.ofSeconds(3))
                .until(() -> true);
        StompFrame receipt = connection.request(frame(Constants.SEND, "destination", "/topic/alive"));
        assertThat(receipt.action()).isEqualTo(Constants.RECEIPT);
        connection.close();
    }
}
