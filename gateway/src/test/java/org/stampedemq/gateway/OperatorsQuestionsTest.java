package org.stampedemq.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperatorsQuestionsTest {
    private GatewayFixture gateway;

    @BeforeEach
    void open() throws IOException {
        gateway = new GatewayFixture();
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void healthFollowsTheVitalThreads() throws IOException {
        assertThat(gateway.ask("GET /health")).startsWith("HTTP/1.1 200").contains("{\"healthy\":true}");
        gateway.management.healthy = false;
        assertThat(gateway.ask("GET /health")).startsWith("HTTP/1.1 503").contains("{\"healthy\":false}");
    }

    @Test
    void readySaysWhyNot() throws IOException {
        assertThat(gateway.ask("GET /ready")).startsWith("HTTP/1.1 200");
        gateway.management.notReadyBecause = "The disk is full.";
        assertThat(gateway.ask("GET /ready"))
                .startsWith("HTTP/1.1 503")
                .contains("{\"ready\":false,\"reason\":\"The disk is full.\"}");
    }

    @Test
    void nodeAndDestinationsAreRecords() throws IOException {
        assertThat(gateway.ask("GET /api/node")).contains("\"nodeId\":\"twin\"", "\"addresses\":[\"127.0.0.1:61613\"]");
        assertThat(gateway.ask("GET /api/destinations?prefix=/queue/&max=5")).contains("\"name\":\"/queue/a\"");
        assertThat(gateway.ask("GET /api/destinations?prefix=/topic/")).contains("{\"destinations\":[]}");
    }

    @Test
    void peekShowsTextsAsTextAndOtherOctetsAsBase64() throws IOException {
        gateway.management.with("grüße");
        gateway.management.bodies.add(new byte[] {(byte) 0xff, 0, 1});
        String answer = gateway.ask("GET /api/destinations/peek?name=/queue/a");
        assertThat(answer)
                .contains("\"body\":\"grüße\"", "\"bodyBase64\":\"/wAB\"", "[\"a\",\"b\"],[\"a\",\"c\"]")
                .contains("\"cutOff\":false");
    }

    @Test
    void peekOfLargeBodiesIsCutOffAndSaysSo() throws IOException {
        for (int i = 0; i < 100; i++) {
            gateway.management.bodies.add(new byte[100_000]);
        }
        String answer = gateway.ask("GET /api/destinations/peek?name=/queue/a&max=100");
        assertThat(answer).contains("\"cutOff\":true", "\"bodyWhole\":false");
        assertThat(answer.split("bodyOctets", -1)).hasSize(1 + (4 << 20) / (64 << 10));
    }

    @Test
    void aPrefixThatEndsInsideACharacterIsAText() throws IOException {
        gateway.management.with("x" + "ü".repeat(40_000));
        assertThat(gateway.ask("GET /api/destinations/peek?name=/queue/a"))
                .contains("\"body\":\"xü")
                .doesNotContain("bodyBase64");
    }

    @Test
    void purgeTellsHowManyWent() throws IOException {
        gateway.management.with("1", "2", "3");
        assertThat(gateway.ask("POST /api/destinations/purge?name=/queue/a", "X-Stampede: 1", "Content-Length: 0"))
                .contains("{\"removed\":3}");
        assertThat(gateway.ask("POST /api/destinations/purge?name=/topic/a", "X-Stampede: 1", "Content-Length: 0"))
                .startsWith("HTTP/1.1 400")
                .contains("Only a queue can be purged.");
    }

    @Test
    void whatIsMissingOrOutOfBoundsIsSaid() throws IOException {
        assertThat(gateway.ask("GET /api/destinations?max=0"))
                .startsWith("HTTP/1.1 400")
                .contains("1 to 10000");
        assertThat(gateway.ask("GET /api/destinations?max=x")).startsWith("HTTP/1.1 400");
        assertThat(gateway.ask("GET /api/destinations/peek"))
                .startsWith("HTTP/1.1 400")
                .contains("/queue/orders");
        assertThat(gateway.ask("GET /nothing")).startsWith("HTTP/1.1 404").contains("error");
        assertThat(gateway.ask("GET /api/destinations/purge?name=/queue/a")).startsWith("HTTP/1.1 405");
    }

    @Test
    void aBrokerThatDoesNotAnswerIsNotWaitedForLong() throws IOException {
        gateway.management.silent = true;
        assertThat(gateway.ask("GET /api/node")).startsWith("HTTP/1.1 504");
    }

    @Test
    void aBusyPortIsNamed() {
        GatewaySettings same = GatewayFixture.settings()
                .withAddress(new InetSocketAddress(
                        gateway.open.address().getAddress(),
                        gateway.open.address().getPort()));
        assertThatThrownBy(() -> HttpGateway.open(same, gateway.management))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("HTTP")
                .hasMessageContaining(":" + gateway.open.address().getPort());
    }
}
