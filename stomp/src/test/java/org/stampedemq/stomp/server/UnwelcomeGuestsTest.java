package org.stampedemq.stomp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnwelcomeGuestsTest {
    private final EchoServer server;

    UnwelcomeGuestsTest() throws IOException {
        server = new EchoServer(d -> new ServerSettings(
                d.addresses(),
                1,
                true,
                1 << 20,
                64 << 10,
                d.maxHeaderLineBytes(),
                d.maxHeaders(),
                d.maxHeaderBytes(),
                20,
                d.loginTimeout(),
                d.maxUnwrittenBytes(),
                d.slowReaderTimeout()));
    }

    @AfterEach
    void healthyClientIsStillServedAndNothingIsLeft() throws Exception {
        try (WireClient client = server.client()) {
            client.connect("1.2");
            client.write("SEND\ndestination:/queue/a\n\nx\0");
            assertThat(client.readFrame()).startsWith("MESSAGE");
        }
        await().until(() -> server.server.connections() == 0);
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
                "POST /x HTTP/1.1\r\nContent-Length: 9\r\n\r\nSEND\n\n\0",
                "HEAD /\n"
            })
    void httpIsToldThatThisIsTheWrongPort(String request) throws Exception {
        try (WireClient client = server.client()) {
            for (int i = 0; i < request.length(); i++) {
                client.write(request.substring(i, i + 1));
            }
            assertThat(client.readToEnd())
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .contains("STOMP port");
        } catch (java.net.SocketException writtenAfterTheEnd) {
            assertThat(server.commands).isEmpty();
        }
        assertThat(server.commands).isEmpty();
    }

    @Test
    void helloOfTlsIsClosedWithoutAWord() throws Exception {
        try (WireClient client = server.client()) {
            client.write(new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xFC, 3, 3});
            assertThat(client.readToEnd()).isEmpty();
        }
        await().untilAsserted(() -> assertThat(server.closed).containsExactly(CloseReason.PROTOCOL_ERROR));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\n\n\0",
                "GETS\n\n\0",
                "\u0001\u0002\u0003",
                "CONNECT\nno colon\n\n\0",
                "CONNECT\naccept-version:9\n\n\0",
                "CONNECT\naccept-version:1.2\nheart-beat:-1,0\n\n\0"
            })
    void garbageGetsAnErrorAndTheEnd(String garbage) throws Exception {
        try (WireClient client = server.client()) {
            client.write(garbage);
            assertThat(client.readToEnd()).startsWith("ERROR\nmessage:").endsWith("\0");
        }
        await().untilAsserted(() -> assertThat(server.closed).containsExactly(CloseReason.PROTOCOL_ERROR));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT\nlogin:", "SEND\nk:", "A", "SEND\n\n"})
    void endlessFrameIsRefusedBeforeLoginAndAfter(String start) throws Exception {
        for (boolean loggedIn : new boolean[] {false, true}) {
            try (WireClient client = server.client()) {
                if (loggedIn) {
                    client.connect("1.2");
                }
                client.write(start);
                byte[] more = "x".repeat(8 << 10).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                try {
                    for (int i = 0; i < 256; i++) {
                        client.write(more);
                    }
                } catch (IOException closedWhileWriting) {
                    assertThat(server.closed).isNotEmpty();
                }
            }
            await().until(() -> server.closed.contains(CloseReason.PROTOCOL_ERROR));
            server.closed.clear();
        }
    }

    @Test
    void silentGuestIsShownOutAndDoesNotHaveToAgree() throws Exception {
        try (WireClient client = server.client()) {
            client.write("\n");
            await().until(() -> server.connections.size() == 1);
            server.clockMillis.addAndGet(10_500);
            assertThat(client.readFrame()).startsWith("ERROR\nmessage:no login within 10000 ms");
            await().untilAsserted(() -> assertThat(server.closed).containsExactly(CloseReason.LOGIN_TIMEOUT));
            assertThat(server.server.connections()).isOne();
            server.clockMillis.addAndGet(1_500);
            await().until(() -> server.server.connections() == 0);
        }
    }

    @Test
    void failureInTheSessionIsAnErrorOfThatConnectionOnly() throws Exception {
        try (WireClient other = server.client().connect("1.2");
                WireClient client = server.client().connect("1.2")) {
            client.write("SEND\ndestination:fail\nreceipt:r\n\n\0");
            assertThat(client.readToEnd())
                    .startsWith("ERROR\nmessage:internal error")
                    .contains("receipt-id:r\n");
            other.write("BEGIN\nreceipt:x\n\n\0");
            assertThat(other.readFrame()).contains("receipt-id:x");
        }
    }

    @Test
    void errorIsReadEvenIfTheClientKeepsSending() throws Exception {
        try (WireClient client = server.client().connect("1.2")) {
            client.write("SEND\ndestination:refuse\nreceipt:r\n\n\0" + "SEND\n\nmore\0".repeat(50_000));
            assertThat(client.readToEnd())
                    .isEqualTo("ERROR\nmessage:refused as asked\nreceipt-id:r\ncontent-length:0\n\n\0");
        }
        assertThat(server.commands).containsExactly("CONNECT", "SEND");
    }

    @Test
    void oneConnectionTooManyIsToldSo() throws Exception {
        List<WireClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                clients.add(server.client().connect("1.2"));
            }
            try (WireClient client = server.client()) {
                assertThat(client.readFrame()).contains("this server has its 20 connections");
                assertThat(client.read()).isEqualTo(-1);
            }
            assertThat(server.connections).hasSize(20);
        } finally {
            for (WireClient client : clients) {
                client.close();
            }
        }
        await().until(() -> server.server.connections() == 0);
    }

    @Test
    void crowdOfThemIsClosedWithoutAWord() throws Exception {
        List<WireClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 20 + 100; i++) {
                clients.add(server.client());
            }
            await().until(() -> server.server.connections() == 120);
            try (WireClient client = server.client()) {
                assertThat(client.readToEnd()).isEmpty();
            }
        } finally {
            for (WireClient client : clients) {
                client.close();
            }
        }
        await().until(() -> server.server.connections() == 0);
    }

    @Test
    void largeFrameOctetByOctetIsLinear() throws Exception {
        try (HandTurnedLoop hand = new HandTurnedLoop()) {
            HandTurnedLoop.Peer peer = hand.new Peer();
            String frame = "SEND\nk:" + "v".repeat(8_000) + "\n\n" + "b".repeat(50_000) + "\0";
            for (int i = 0; i < frame.length(); i++) {
                peer.channel.writeInbound(io.netty.buffer.Unpooled.wrappedBuffer(new byte[] {(byte) frame.charAt(i)}));
            }
            assertThat(peer.frames).containsExactly("SEND null");
        }
    }
}
