package org.stampedemq.stomp.codec;

import io.netty.handler.codec.stomp.StompCommand;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Commands found by their octets, without a string. */
final class Commands {
    /** No command is longer. */
    static final int LONGEST = 11;

    private static final Commands OF_CLIENTS = new Commands(EnumSet.of(
            StompCommand.CONNECT,
            StompCommand.STOMP,
            StompCommand.SEND,
            StompCommand.SUBSCRIBE,
            StompCommand.UNSUBSCRIBE,
            StompCommand.ACK,
            StompCommand.NACK,
            StompCommand.BEGIN,
            StompCommand.COMMIT,
            StompCommand.ABORT,
            StompCommand.DISCONNECT));
    private static final Commands OF_SERVERS = new Commands(
            EnumSet.of(StompCommand.CONNECTED, StompCommand.MESSAGE, StompCommand.RECEIPT, StompCommand.ERROR));

    private static final class Known {
        final StompCommand command;
        final byte[] octets;

        Known(StompCommand command) {
            this.command = command;
            this.octets = command.name().getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** By first letter and length; few have company. */
    private final List<List<Known>> buckets;

    private final String names;

    private Commands(Set<StompCommand> commands) {
        this.buckets = IntStream.range(0, 26 * (LONGEST + 1))
                .mapToObj(bucket -> commands.stream()
                        .map(Known::new)
                        .filter(known -> bucket(known.octets[0], known.octets.length) == bucket)
                        .toList())
                .toList();
        this.names = commands.stream().map(Enum::name).collect(Collectors.joining(", "));
    }

    static Commands readBy(Side side) {
        return side == Side.SERVER ? OF_CLIENTS : OF_SERVERS;
    }

    /** The command in these octets, or null if there is none such. */
    @Nullable
    StompCommand find(byte[] octets, int from, int to) {
        int length = to - from;
        if (length == 0 || length > LONGEST || !isLetter(octets[from])) {
            return null;
        }
        List<Known> candidates = buckets.get(bucket(octets[from], length));
        for (int i = 0; i < candidates.size(); i++) {
            Known known = candidates.get(i);
            if (Arrays.equals(octets, from, to, known.octets, 0, length)) {
                return known.command;
            }
        }
        return null;
    }

    static boolean isLetter(byte octet) {
        return octet >= 'A' && octet <= 'Z';
    }

    /** All names, for the message of an error. */
    String names() {
        return names;
    }

    private static int bucket(byte first, int length) {
        return (first - 'A') * (LONGEST + 1) + length;
    }
}
