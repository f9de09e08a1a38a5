package org.stampedemq.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed under load loses nothing that was answered, keeps no batch by half, and repeats no id. */
final class KilledTest {
    @TempDir
    Path directory;

    @Test
    void threeTimes() throws Exception {
        killed(3, 7);
    }

    @Test
    @Tag("torture")
    @Timeout(1_800)
    void fortyTimes() throws Exception {
        killed(40, 8);
    }

    private void killed(int times, long seed) throws Exception {
        Random random = new Random(seed);
        WorkLedger ledger = new WorkLedger();
        Path store = directory.resolve("store");
        for (int life = 0; life < times; life++) {
            int lines = 50 + random.nextInt(1_500);
            Process worker = start(List.of(), store, seed * 100 + life, 1_000_000);
            List<String> said = new ArrayList<>();
            try (BufferedReader output = worker.inputReader(StandardCharsets.US_ASCII)) {
                for (String line = output.readLine(); line != null; line = output.readLine()) {
                    said.add(line);
                    if (said.size() == lines) {
                        // by its handle, so that what it said before can still be read
                        worker.toHandle().destroyForcibly();
                    }
                }
            }
            worker.waitFor();
            assertThat(said).hasSizeGreaterThanOrEqualTo(lines);
            // a line is one write of less than a pipe takes at once, so none is cut short
            said.forEach(ledger::read);
            assertThat(ledger.answered()).isPositive();
            try (RocksDbEngine engine = TestEngines.open(store, InstantSource.system(), StoreWorker.settings())) {
                ledger.check(engine);
            }
        }
    }

    static Process start(List<String> prefix, Path store, long seed, int batches) throws Exception {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), StoreWorker.class.getName()));
        command.addAll(List.of(store.toString(), Long.toString(seed), Integer.toString(batches)));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
