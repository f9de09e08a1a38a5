package org.stampedemq.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * When a sync or a write fails, nothing is answered any more and the node is told to end; what was answered before is there
 * at the next start. The kernel's refusals are injected by strace.
 */
@Tag("strace")
final class FailedSyncTest {
    /** How the worker ends when it is told that the store is broken. */
    private static final int TOLD = 3;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {40, 57, 80})
    void endsTheStoreAndLosesNothingThatWasAnswered(int when) throws Exception {
        Path store = directory.resolve("store");
        List<String> strace = List.of(
                "strace",
                "-f",
                "-o",
                "/dev/null",
                "-e",
                "trace=fdatasync",
                "-e",
                "inject=fdatasync:error=EIO:when=" + when + "+");
        Process worker = KilledTest.start(strace, store, when, 1_000_000);
        WorkLedger ledger = new WorkLedger();
        try (BufferedReader output = worker.inputReader(StandardCharsets.US_ASCII)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                ledger.read(line);
            }
        }
        assertThat(worker.waitFor()).isEqualTo(TOLD);
        assertThat(ledger.answered()).isPositive();
        try (RocksDbEngine engine = TestEngines.open(store, InstantSource.system(), StoreWorker.settings())) {
            ledger.check(engine);
        }
    }
}
