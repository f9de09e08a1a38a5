package org.stampedemq.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileRequestsTest {
    private GatewayFixture gateway;

    @BeforeEach
    void open() throws IOException {
        gateway = new GatewayFixture();
        gateway.management.with("kept");
    }

    @AfterEach
    void theNodeStillServes() throws IOException {
        assertThat(gateway.ask("GET /health")).startsWith("HTTP/1.1 200");
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "1.2.3", "1.2.3.4.5", "a:b"})
    void aNameThatIsNotOursIsNotServed(String host) throws IOException {
        assertThat(gateway.ask("GET /api/node", "Host: " + host))
                .doesNotContain("twin")
                .contains("HTTP/1.1 4");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "LOCALHOST:61680", "127.0.0.1:61680", "[::1]:61680", "10.1.2.3", "Stampede.example"
            })
    void addressesAndConfiguredNamesAreServed(String host) throws IOException {
        assertThat(gateway.ask("GET /api/node", "Host: " + host)).contains("twin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"})
    void aFormOfAnotherPageChangesNothing(String type) throws IOException {
        assertThat(gateway.ask(
                        "POST /api/destinations/purge?name=/queue/a", "Content-Type: " + type, "Content-Length: 0"))
                .startsWith("HTTP/1.1 403")
                .contains("X-Stampede");
        assertThat(gateway.management.bodies).hasSize(1);
    }

    @Test
    void noOtherOriginIsEverAllowed() throws IOException {
        String answer = gateway.ask(
                "OPTIONS /api/destinations/purge",
                "Origin: http://evil.example",
                "Access-Control-Request-Method: POST",
                "Access-Control-Request-Headers: x-stampede");
        assertThat(answer).doesNotContainIgnoringCase("Access-Control-Allow");
    }

    @Test
    void everyAnswerCarriesTheSecurityHeaders() throws IOException {
        for (String answer : List.of(gateway.ask("GET /health"), gateway.ask("GET /x"), gateway.ask("PUT /health"))) {
            assertThat(answer)
                    .containsIgnoringCase("x-content-type-options: nosniff")
                    .containsIgnoringCase("x-frame-options: deny")
                    .containsIgnoringCase("content-security-policy: default-src 'none'")
                    .containsIgnoringCase("cache-control: no-store");
        }
    }

    @Test
    void longHeadersLinesAndBodiesAreRefused() throws IOException {
        assertThat(gateway.ask("GET /health", "X: " + "x".repeat(10_000))).startsWith("HTTP/1.1 431");
        assertThat(gateway.ask("GET /" + "x".repeat(10_000))).contains(" 414 ");
        assertThat(gateway.ask(
                        "POST /api/destinations/purge?name=/queue/a", "X-Stampede: 1", "Content-Length: 99999999"))
                .startsWith("HTTP/1.1 413");
        assertThat(gateway.management.bodies).hasSize(1);
    }

    @Test
    void garbageIsRefusedAndClosed() throws IOException {
        assertThat(gateway.send("CONNECT\naccept-version:1.2\n\n\0\r\n\r\n")).doesNotContain(" 200 ");
        assertThat(gateway.send("\u0016\u0003\u0001\u0002\u0000\r\n\r\n")).doesNotContain(" 200 ");
    }

    @Test
    void aSilentConnectionIsClosed() throws IOException {
        try (Socket silent = gateway.connect()) {
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void moreConnectionsThanTheLimitAreClosedAtOnce() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 16; i++) {
                sockets.add(gateway.connect());
                sockets.get(i)
                        .getOutputStream()
                        .write("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(sockets.get(i).getInputStream().read()).isEqualTo('H');
            }
            try (Socket oneMore = gateway.connect()) {
                oneMore.setSoTimeout(1_500); // well before the idle timeout
                assertThat(oneMore.getInputStream().read()).isEqualTo(-1);
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
