package org.stampedemq.broker.destination;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HeaderLinesTest {
    private static final String ALPHABET = "ab:\\\n\r nrc\u00e9\ud83d\ude00";

    private static String text(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(8);
        for (int i = 0; i < length; i++) {
            int at = random.nextInt(ALPHABET.codePointCount(0, ALPHABET.length()));
            text.appendCodePoint(ALPHABET.codePointAt(ALPHABET.offsetByCodePoints(0, at)));
        }
        return text.toString();
    }

    @Test
    void whateverIsWrittenIsReadBack() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 2_000; round++) {
            List<Map.Entry<String, String>> headers = new ArrayList<>();
            StringBuilder lines = new StringBuilder();
            for (int i = random.nextInt(5); i >= 0; i--) {
                Map.Entry<String, String> header = Map.entry("n" + text(random), text(random));
                headers.add(header);
                HeaderLines.add(lines, header.getKey(), header.getValue());
            }
            ByteBuffer head = ByteBuffer.wrap((lines + "\nbody: not a header").getBytes(StandardCharsets.UTF_8));
            assertThat(HeaderLines.parse(head)).isEqualTo(headers);
            assertThat(head.position()).isZero();
        }
    }

    @Test
    void aLineIsALineWhateverItHolds() {
        StringBuilder lines = new StringBuilder();
        HeaderLines.add(lines, "a\nb", "c\r\nd:e\\");
        assertThat(lines).hasToString("a\\nb:c\\r\\nd\\ce\\\\\n");
    }
}
