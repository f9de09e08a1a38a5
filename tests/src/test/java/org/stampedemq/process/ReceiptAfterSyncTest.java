package org.stampedemq.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.stampedemq.broker.Wire;

/**
 * Watches the system calls of a node: no RECEIPT of a persistent SEND, an ACK or a COMMIT goes to the socket before a sync
 * that began after what it stands for was written to the file, and that ended well. Needs strace.
 */
@Tag("strace")
class ReceiptAfterSyncTest {
    private static final int MESSAGES = 150;
    private static final Pattern CALL = Pattern.compile("^(\\d+) +(\\w+)\\((\\d+)(.*)$");
    private static final Pattern RESUMED = Pattern.compile("^(\\d+) +<\\.\\.\\. (\\w+) resumed>.*= (-?\\d+).*$");
    private static final Pattern RESULT = Pattern.compile("= (-?\\d+)[^=]*$");

    @TempDir
    Path directory;

    private final List<Wire.Frame> early = new ArrayList<>();

    /** A call as the trace shows it: where it began and ended, counted in lines. */
    private record Call(String name, int descriptor, String text, int began, int ended, boolean well) {}

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void noReceiptGoesOutBeforeItsSync() throws Exception {
        Path trace = directory.resolve("trace");
        List<String> strace = List.of(
                "strace",
                "-f",
                "-s",
                "100000",
                "-o",
                trace.toString(),
                "-e",
                "trace=write,writev,pwrite64,sendto,sendmsg,read,recvfrom,fsync,fdatasync");
        try (NodeProcess node = NodeProcess.start(strace, directory.resolve("data"));
                Wire wire = Wire.connect(node.address())) {
            for (int i = 0; i < MESSAGES; i++) {
                // Some are small, some go to a segment file; the mark stands twice, so that no block's edge hides it.
                String body = "body-mark-" + i + "-" + "x".repeat(i % 5 == 0 ? 12_000 : 50);
                wire.sendText("/queue/a", body, "head:head-mark-" + i + "-", "receipt:sent-" + i + "-");
                wire.expect("RECEIPT");
            }
            wire.subscribe("s", "/queue/a", "client-individual", "prefetch-count:10");
            for (int i = 0; i < MESSAGES; i++) {
                Wire.Frame message = early.isEmpty() ? wire.expect("MESSAGE") : early.remove(0);
                if (i % 3 == 0) {
                    wire.send("BEGIN", "transaction:t" + i);
                    wire.send("ACK", "id:" + message.need("ack"), "transaction:t" + i);
                    wire.send("COMMIT", "transaction:t" + i, "receipt:gone-" + i + "-");
                } else {
                    wire.send("ACK", "id:" + message.need("ack"), "receipt:gone-" + i + "-");
                }
                awaitReceipt(wire, "gone-" + i + "-");
            }
            wire.settle("DISCONNECT");
        }
        List<Call> calls = read(trace);
        assertThat(calls).extracting(Call::name).contains("fdatasync");
        for (int i = 0; i < MESSAGES; i++) {
            assertStoredAndSynced(calls, i);
            assertSyncedBetween(calls, "receipt:gone-" + i + "-", "receipt-id:gone-" + i + "-");
        }
    }

    /** Reads until the receipt; messages that come before it are kept for later. */
    private void awaitReceipt(Wire wire, String receipt) throws IOException {
        Wire.Frame frame = wire.read();
        while (!receipt.equals(frame.header("receipt-id"))) {
            early.add(frame);
            frame = wire.read();
        }
    }

    private static void assertStoredAndSynced(List<Call> calls, int number) {
        Call receipt = first(calls, "receipt-id:sent-" + number + "-", true);
        List<Call> written = calls.stream()
                .filter(call -> isWrite(call) && call.descriptor() != receipt.descriptor())
                .filter(call -> call.text().contains("head-mark-" + number + "-")
                        || call.text().contains("body-mark-" + number + "-"))
                .toList();
        assertThat(written).as("writes of message %s to a file", number).isNotEmpty();
        boolean synced = calls.stream()
                .anyMatch(sync -> isSync(sync)
                        && sync.well()
                        && sync.ended() < receipt.began()
                        && written.stream()
                                .anyMatch(write -> write.descriptor() == sync.descriptor()
                                        && write.well()
                                        && write.ended() < sync.began()));
        assertThat(synced)
                .as("message %s is written and synced before its receipt in line %s", number, receipt.began())
                .isTrue();
    }

    private static void assertSyncedBetween(List<Call> calls, String request, String answer) {
        Call asked = first(calls, request, false);
        Call receipt = first(calls, answer, true);
        boolean synced = calls.stream()
                .anyMatch(sync ->
                        isSync(sync) && sync.well() && sync.began() > asked.ended() && sync.ended() < receipt.began());
        assertThat(synced).as("a sync between %s and its receipt", request).isTrue();
    }

    private static Call first(List<Call> calls, String mark, boolean write) {
        return calls.stream()
                .filter(call -> isWrite(call) == write && call.text().contains(mark))
                .findFirst()
                .orElseThrow(() -> new AssertionError("not in the trace: " + mark));
    }

    private static boolean isWrite(Call call) {
        return call.name().startsWith("write")
                || call.name().startsWith("pwrite")
                || call.name().startsWith("send");
    }

    private static boolean isSync(Call call) {
        return call.name().equals("fsync") || call.name().equals("fdatasync");
    }

    /** The calls in the order in which they began. What was read is printed where the call ends. */
    private static List<Call> read(Path trace) throws IOException {
        List<Call> calls = new ArrayList<>();
        Map<String, Call> open = new HashMap<>();
        List<String> lines = Files.readAllLines(trace, StandardCharsets.ISO_8859_1);
        for (int line = 0; line < lines.size(); line++) {
            String text = lines.get(line);
            Matcher resumed = RESUMED.matcher(text);
            Matcher call = CALL.matcher(text);
            if (resumed.matches()) {
                Call begun = open.remove(resumed.group(1));
                if (begun != null) {
                    boolean well = Long.parseLong(resumed.group(3)) >= 0;
                    calls.add(
                            new Call(begun.name(), begun.descriptor(), begun.text() + text, begun.began(), line, well));
                }
            } else if (call.matches()) {
                Call begun = new Call(call.group(2), Integer.parseInt(call.group(3)), call.group(4), line, line, false);
                if (text.endsWith("<unfinished ...>")) {
                    open.put(call.group(1), begun);
                } else {
                    Matcher result = RESULT.matcher(text);
                    boolean well = result.find() && Long.parseLong(result.group(1)) >= 0;
                    calls.add(new Call(begun.name(), begun.descriptor(), begun.text(), line, line, well));
                }
            }
        }
        return calls;
    }
}
