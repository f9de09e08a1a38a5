package org.stampedemq.stomp.frame;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a CONNECT and this server agree on.
 *
 * @param version the highest that both speak
 * @param toSend the longest silence the server allows itself; zero for none
 * @param toExpect the longest silence the client promised; zero for none
 */
public record Negotiation(StompVersion version, Duration toSend, Duration toExpect) {

    /**
     * Settles versions and heart-beats. A period that a client asks for below the server's own is raised to the server's,
     * as the specification has it: the longer of what one can do and the other would like.
     *
     * @param acceptVersion as it stood in the CONNECT; without one the client speaks 1.0
     * @param heartBeat as it stood in the CONNECT; without one there are none
     * @param serverSends the shortest silence the server can keep to; zero if it sends none
     * @param serverExpects the silence it would like the client to keep to; zero if it wants none
     * @throws ProtocolException if there is no common version, or the heart-beat header is not two numbers
     */
    public static Negotiation of(
            @Nullable String acceptVersion, @Nullable String heartBeat, Duration serverSends, Duration serverExpects)
            throws ProtocolException {
        StompVersion version = acceptVersion == null ? StompVersion.V1_0 : highestCommon(acceptVersion);
        if (heartBeat == null) {
            return new Negotiation(version, Duration.ZERO, Duration.ZERO);
        }
        int comma = heartBeat.indexOf(',');
        if (comma < 0) {
            throw badHeartBeat();
        }
        Duration clientSends = millis(heartBeat.substring(0, comma));
        Duration clientExpects = millis(heartBeat.substring(comma + 1));
        if (!version.hasHeartBeats()) {
            return new Negotiation(version, Duration.ZERO, Duration.ZERO);
        }
        return new Negotiation(version, longer(serverSends, clientExpects), longer(clientSends, serverExpects));
    }

    /** All versions spoken here, for the {@code version} header of an ERROR that refuses a CONNECT. */
    public static String supportedVersions() {
        return Arrays.stream(StompVersion.values()).map(StompVersion::text).collect(Collectors.joining(","));
    }

    private static StompVersion highestCommon(String acceptVersion) throws ProtocolException {
        return Arrays.stream(acceptVersion.split(",", -1))
                .map(String::strip)
                .flatMap(offered -> Arrays.stream(StompVersion.values())
                        .filter(version -> version.text().equals(offered)))
                .max(Comparator.naturalOrder())
                .orElseThrow(() -> new ProtocolException("no common version; this server speaks " + supportedVersions()
                        + ", offer one of them in accept-version"));
    }

    private static Duration millis(String text) throws ProtocolException {
        String digits = text.strip();
        boolean number = !digits.isEmpty() && digits.length() <= 9;
        for (int i = 0; number && i < digits.length(); i++) {
            number = digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
        }
        if (!number) {
            throw badHeartBeat();
        }
        return Duration.ofMillis(Integer.parseInt(digits));
    }

    private static Duration longer(Duration sends, Duration expects) {
        if (sends.isZero() || expects.isZero()) {
            return Duration.ZERO;
        }
        return sends.compareTo(expects) >= 0 ? sends : expects;
    }

    private static ProtocolException badHeartBeat() {
        return new ProtocolException(
                "heart-beat must be two numbers of milliseconds from 0 to 999999999 with a comma between, as in 10000,10000");
    }
}
