package org.stampedemq.stomp.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stampedemq.stomp.frame.StompVersion;

class EscapesFollowTheVersionTest {
    /** Version, value on the wire, and what a reader of the frame sees; ! for a refusal. R stands for a carriage return. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
                    V1_0 | a\\cb    | a\\cb
                    V1_0 | a\\      | a\\
                    V1_0 | a\\tb    | a\\tb
                    V1_0 | a:b      | a:b
                    V1_0 | aRb      | aRb
                    V1_1 | a\\cb    | a:b
                    V1_1 | a\\nb    | aNb
                    V1_1 | a\\\\b   | a\\b
                    V1_1 | a\\rb    | !
                    V1_1 | a\\tb    | !
                    V1_1 | a\\      | !
                    V1_1 | a:b      | a:b
                    V1_1 | aRb      | aRb
                    V1_2 | a\\cb    | a:b
                    V1_2 | a\\nb    | aNb
                    V1_2 | a\\rb    | aRb
                    V1_2 | a\\\\nb  | a\\nb
                    V1_2 | a\\tb    | !
                    V1_2 | a\\Nb    | !
                    V1_2 | a\\      | !
                    V1_2 | a\\\\\\  | !
                    V1_2 | a:b      | a:b
                    V1_2 | aRb      | !
                    V1_2 | abR      | ab
                    """)
    void inValuesAndNames(StompVersion version, String wire, String seen) {
        String octets = wire.replace('R', '\r');
        String expected = seen.replace("\\", "\\\\").replace("R", "\\r").replace("N", "\\n");
        Decoding value = Decoding.whole(version, "SEND\nk:" + octets + "\n\nx\0");
        if (seen.equals("!")) {
            assertThat(value.fault()).isNotEmpty();
        } else {
            assertThat(value.frame()).startsWith("SEND|k=" + expected + "|x|");
        }
        if (!wire.contains(":") && !wire.contains("R")) {
            Decoding name = Decoding.whole(version, "SEND\n" + octets + ":v\n\nx\0");
            if (seen.equals("!")) {
                assertThat(name.fault()).isNotEmpty();
            } else {
                assertThat(name.frame()).startsWith("SEND|" + expected + "=v|x|");
            }
        }
    }

    /** Sender's version, header line on the wire, and the line in the stored tail. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    V1_0 | k:v         | k:v
                    V1_0 | k: padded   | k:padded
                    V1_0 | k:a\\nb     | k:a\\\\nb
                    V1_0 | k\\c:a:b    | k\\\\c:a\\cb
                    V1_0 | k:aRb       | k:a\\rb
                    V1_1 | k:a\\cb     | k:a\\cb
                    V1_1 | k:a:b\\nc   | k:a\\cb\\nc
                    V1_1 | k:aRb       | k:a\\rb
                    V1_2 | k:a\\r\\cb  | k:a\\r\\cb
                    V1_2 | k:a:b       | k:a\\cb
                    V1_2 | k:abR       | k:ab
                    """)
    void tailIsInTheEscapesOf12(StompVersion version, String wire, String tail) {
        Decoding decoding = Decoding.whole(
                version,
                "SEND\ndestination:/queue/a:b\n" + wire.replace('R', '\r') + "\ncontent-length:1\nlast:1\n\nx\0");
        String expected = tail.replace("\\", "\\\\") + "\\nlast:1\\ncontent-length:1\\n\\nx\\0";
        assertThat(decoding.frame()).endsWith("|x|" + expected);
    }

    /** Receiver's version, header in the tail, and what goes out. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    V1_0 | k:a\\cb         | k:a:b
                    V1_0 | k:a\\\\b        | k:a\\b
                    V1_0 | k:a\\nforged\\c1 | k:a forged:1
                    V1_0 | k:a\\rb         | k:a b
                    V1_0 | a\\cb\\nc\\rd\\\\e:v | a_b_c_d\\e:v
                    V1_1 | k:a\\cb\\nc\\\\ | k:a\\cb\\nc\\\\
                    V1_1 | k:a\\rb         | k:a b
                    V1_1 | a\\rb\\c:v      | a_b\\c:v
                    """)
    void olderReceiverNeverGetsALineBreakOrANewHeader(StompVersion version, String tail, String wire) {
        byte[] octets = (tail + "\nnext:n\ncontent-length:1\n\n").getBytes(StandardCharsets.UTF_8);
        FrameBuilder out = new FrameBuilder();
        HeaderWriter.putTailHeaders(out, version, ByteBuffer.wrap(octets).asReadOnlyBuffer(), octets.length);
        assertThat(new String(out.octets(), 0, out.length(), StandardCharsets.UTF_8))
                .isEqualTo(wire + "\nnext:n\ncontent-length:1\n\n");
    }

    @Test
    void connectIsNeverEscaped() {
        assertThat(Decoding.whole(null, "CONNECT\naccept-version:1.2\npasscode:a\\nb\\\n\n\0")
                        .frame())
                .startsWith("CONNECT|accept-version=1.2|passcode=a\\\\nb\\\\|");
    }

    @Test
    void only10LosesPaddingOfValues() {
        String padded = "CONNECT\nlogin:  me \n\n\0";
        assertThat(Decoding.whole(null, padded).frame()).startsWith("CONNECT|login=me|");
        assertThat(Decoding.whole(null, "CONNECT\naccept-version:1.2\nlogin:  me \n\n\0")
                        .frame())
                .startsWith("CONNECT|accept-version=1.2|login=  me |");
        assertThat(Decoding.whole(StompVersion.V1_1, "SEND\nk:  v \n\nx\0").frame())
                .startsWith("SEND|k=  v |");
    }
}
