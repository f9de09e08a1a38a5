package org.stampedemq.stomp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirstConversationTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void clientIsAnsweredOnEitherTransport(boolean nativeTransport) throws Exception {
        UnaryOperator<ServerSettings> transport = s -> new ServerSettings(
                s.addresses(),
                s.loops(),
                nativeTransport,
                s.maxFrameBytes(),
                s.maxFrameBytesBeforeLogin(),
                s.maxHeaderLineBytes(),
                s.maxHeaders(),
                s.maxHeaderBytes(),
                s.maxConnections(),
                s.loginTimeout(),
                s.maxUnwrittenBytes(),
                s.slowReaderTimeout());
        try (EchoServer server = new EchoServer(transport);
                WireClient client = server.client()) {
            client.connect("1.1,1.2");
            client.write("SEND\ndestination:/queue/a\ncolour:blue\nreceipt:r1\n\nhello\0");
            assertThat(client.readFrame())
                    .isEqualTo("MESSAGE\nsubscription:s\nmessage-id:m-1\ndestination:/queue/a\nack:1\ntimestamp:1\n"
                            + "colour:blue\ncontent-length:5\n\nhello");
            assertThat(client.readFrame()).isEqualTo("RECEIPT\nreceipt-id:r1\n\n");
            client.write("DISCONNECT\nreceipt:bye\n\n\0");
            assertThat(client.readFrame()).isEqualTo("RECEIPT\nreceipt-id:bye\n\n");
            assertThat(client.read()).isEqualTo(-1);
            client.close();
            await().until(() -> server.server.connections() == 0);
            assertThat(server.closed).containsExactly(CloseReason.SERVER_CLOSED);
        }
    }

    @Test
    void clientThatSaysAllAtOnceAndShutsDownIsAnswered() throws Exception {
        try (EchoServer server = new EchoServer();
                WireClient client = server.client()) {
            client.write("CONNECT\naccept-version:1.2\n\n\0SEND\ndestination:/queue/a\nreceipt:r\n\nx\0");
            client.shutdownOutput();
            assertThat(client.readFrame()).startsWith("CONNECTED");
            assertThat(client.readFrame()).startsWith("MESSAGE");
            assertThat(client.readFrame()).startsWith("RECEIPT");
            assertThat(client.read()).isEqualTo(-1);
            await().untilAsserted(() -> assertThat(server.closed).containsExactly(CloseReason.CLIENT_GONE));
            await().until(() -> server.server.connections() == 0);
        }
    }

    @Test
    void refusalIsAnErrorWithTheReceiptIdThenTheEnd() throws Exception {
        try (EchoServer server = new EchoServer();
                WireClient client = server.client()) {
            client.connect("1.2");
            client.write("SEND\ndestination:refuse\nreceipt:a\\cb\n\nhello\0SEND\ndestination:/queue/b\n\n\0");
            assertThat(client.readToEnd())
                    .isEqualTo("ERROR\nmessage:refused as asked\nreceipt-id:a\\cb\ncontent-length:0\n\n\0");
            await().untilAsserted(() -> assertThat(server.closed).containsExactly(CloseReason.PROTOCOL_ERROR));
        }
    }

    @Test
    void endOfTheServerEndsItsThreadsAndConnections() throws Exception {
        EchoServer server = new EchoServer();
        try (WireClient client = server.client()) {
            client.connect("1.2");
            server.close();
            assertThat(client.read()).isEqualTo(-1);
            assertThat(server.closed).containsExactly(CloseReason.SERVER_CLOSED);
            assertThat(server.server.connections()).isZero();
            assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(thread -> thread.isAlive() && thread.getName().startsWith("stomp-loop"));
        }
    }
}
