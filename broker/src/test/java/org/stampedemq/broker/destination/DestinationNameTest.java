package org.stampedemq.broker.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/queue/a",
                "/queue/a.b.c",
                "/queue/a/b",
                "/queue/ ",
                "/queue/\ud83d\ude00",
                "/queue/a*b",
                "/queue/**",
                "/queue/a.b#",
                "/queue//topic/a",
                "/queue/."
            })
    void namesThatGo(String text) {
        DestinationName name = DestinationName.parse(text);
        assertThat(name.kind()).isEqualTo(DestinationName.Kind.QUEUE);
        assertThat(name.text()).isEqualTo(text);
        assertThat(name.kind().prefix() + name.name()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "queue/a",
                "/Queue/a",
                "/queue",
                "/queue/",
                "/topic/",
                "/temp-queue/",
                "/temp-topic/",
                "/queue/*",
                "/queue/a.*.b",
                "/topic/>",
                "/topic/a.>",
                "/topic/#",
                "/dsub/x",
                " /queue/a"
            })
    void namesThatDoNot(String text) {
        assertThatThrownBy(() -> DestinationName.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("destination");
    }

    @Test
    void kindsKnowWhatTheyAre() {
        assertThat(DestinationName.parse("/temp-queue/a").kind().isTemporary()).isTrue();
        assertThat(DestinationName.parse("/temp-queue/a").kind().isQueue()).isTrue();
        assertThat(DestinationName.parse("/temp-topic/a").kind().isQueue()).isFalse();
        assertThat(DestinationName.parse("/topic/a").kind().isTemporary()).isFalse();
    }
}
