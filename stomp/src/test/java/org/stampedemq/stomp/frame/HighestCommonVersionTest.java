package org.stampedemq.stomp.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HighestCommonVersionTest {
    private static final Duration TEN = Duration.ofSeconds(10);

    private static Negotiation agreed(@Nullable String versions, @Nullable String beat) throws ProtocolException {
        return Negotiation.of(versions, beat, TEN, TEN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"|V1_0", "1.0|V1_0", "1.1,1.0|V1_1", "1.2,1.1|V1_2", "1.0, 1.1 ,9|V1_1", "1.2,1.2|V1_2"})
    void isSpoken(@Nullable String offered, StompVersion spoken) throws Exception {
        assertThat(agreed(offered, null).version()).isEqualTo(spoken);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2.0", "1.20", "1", "1.2;1.1", "v1.2"})
    void noneIsRefusedWithTheSupportedOnes(String offered) {
        assertThatThrownBy(() -> agreed(offered, null))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("1.0,1.1,1.2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0,0|0|0",
                "1,1|10000|10000",
                "20000,0|0|20000",
                "0,30000|30000|0",
                "5000,15000|15000|10000",
                " 12000 , 13000 |13000|12000",
                "999999999,0|0|999999999"
            })
    void heartBeatIsTheLongerOfBothWishes(String header, long toSend, long toExpect) throws Exception {
        Negotiation agreed = agreed("1.2", header);
        assertThat(agreed.toSend()).isEqualTo(Duration.ofMillis(toSend));
        assertThat(agreed.toExpect()).isEqualTo(Duration.ofMillis(toExpect));
    }

    @Test
    void serverThatWantsNoneHasNone() throws Exception {
        Negotiation agreed = Negotiation.of("1.2", "10,10", Duration.ZERO, Duration.ZERO);
        assertThat(agreed.toSend()).isZero();
        assertThat(agreed.toExpect()).isZero();
    }

    @Test
    void version10HasNoHeartBeats() throws Exception {
        assertThat(agreed(null, "1000,1000"))
                .isEqualTo(new Negotiation(StompVersion.V1_0, Duration.ZERO, Duration.ZERO));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1", ",", "1,", ",1", "-1,0", "0,-1", "a,b", "1,2,3", "1.5,0", "9999999999,0", "١,1", "+1,1"
            })
    void heartBeatThatIsNotTwoNumbersIsRefused(String header) {
        for (String version : new String[] {"1.0", "1.1", "1.2"}) {
            assertThatThrownBy(() -> agreed(version, header))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("two numbers");
        }
    }
}
