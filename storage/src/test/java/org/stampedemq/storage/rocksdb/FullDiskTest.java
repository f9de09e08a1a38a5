package org.stampedemq.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Counts;
import org.stampedemq.storage.Message;
import org.stampedemq.storage.StoreException;

/** Full means: nothing of what was refused took effect, what is stored can be had, and room makes it go on. */
final class FullDiskTest extends StoreFixture {
    private static final int BALLAST = 12 << 20;

    /** Stores until it is refused; returns what was accepted. */
    private List<Message> fill(int octets) throws Exception {
        List<Message> accepted = new ArrayList<>();
        while (true) {
            Message message = message(octets, accepted.size());
            try {
                apply(new Batch().store(message));
                accepted.add(message);
            } catch (StoreException refused) {
                assertThat(refused.kind()).isEqualTo(StoreException.Kind.FULL);
                return accepted;
            }
        }
    }

    private void storeWhenThereIsRoom(Message message) {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            try {
                apply(new Batch().store(message));
                return true;
            } catch (StoreException refused) {
                assertThat(refused.kind()).isEqualTo(StoreException.Kind.FULL);
                return false;
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 100_000})
    void aBoundOnTheOctetsOnDiskRefusesAndRemovalsMakeRoom(int octets) throws Exception {
        open(files(), StoreWorker.settings().withMaxBytes(12 << 20));
        List<Message> accepted = fill(octets);
        assertThat(accepted).hasSizeGreaterThan(20);
        assertThat(ids(oldest(1_000_000))).isEqualTo(ids(accepted));
        Batch removals = new Batch().urgent();
        accepted.forEach(removals::remove);
        apply(removals);
        Message next = message(octets, 1);
        storeWhenThereIsRoom(next);
        assertThat(ids(oldest(10))).containsExactly(next.sequence());
        assertThat(owner.call(() -> store().verify())).isEmpty();
    }

    @Test
    void aReserveThatIsNotFreeRefusesMessagesAndLetsRemovalsPass() throws Exception {
        open(files());
        List<Message> messages = store(3, 1_000);
        shut();
        open(files(), TestEngines.settings().withReserveBytes(Long.MAX_VALUE / 4));
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> apply(new Batch().store(message(10, 1))))
                .extracting(StoreException::kind)
                .isEqualTo(StoreException.Kind.FULL);
        apply(new Batch().remove(messages.get(0)).urgent());
        assertThat(ids(oldest(10))).isEqualTo(ids(messages.subList(1, 3)));
    }

    /** A disk that is really full, for which one must be root: a file system in memory of 28 MiB. */
    @ParameterizedTest
    @ValueSource(ints = {1_000, 100_000})
    void theEndOfARealDiskRefusesAndRoomMakesItGoOn(int octets) throws Exception {
        Path disk = Files.createDirectories(directory.resolve("disk"));
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=28m", "tmpfs", disk.toString()))
                .as("mounting needs root")
                .isZero();
        try {
            Path ballast = disk.resolve("ballast");
            Files.write(ballast, new byte[BALLAST]);
            open(disk.resolve("store"), StoreWorker.settings());
            List<Message> accepted = new ArrayList<>(fill(octets));
            assertThat(accepted).hasSizeGreaterThan(50);
            Message refused = message(octets, 4711);
            assertThatExceptionOfType(StoreException.class).isThrownBy(() -> apply(new Batch().store(refused)));
            assertThat(ids(oldest(1_000_000))).isEqualTo(ids(accepted));

            // killed now: everything accepted is there, and of what was refused no half
            Path image = Images.of(disk.resolve("store"), directory.resolve("image"));

            Files.delete(ballast);
            storeWhenThereIsRoom(refused);
            accepted.add(refused);
            apply(new Batch().store(refused));
            accepted.addAll(store(20, octets));
            apply(new Batch().remove(accepted.remove(0)).urgent());
            assertThat(ids(oldest(1_000_000))).isEqualTo(ids(accepted));
            shut();
            open(disk.resolve("store"), StoreWorker.settings());
            assertThat(ids(oldest(1_000_000))).isEqualTo(ids(accepted));
            Counts counts = owner.call(() -> store().counts(QUEUE));
            assertThat(counts.messages()).isEqualTo(accepted.size());
            assertThat(owner.call(() -> store().verify())).isEmpty();
            shut();

            checkImage(image, accepted, octets);
        } finally {
            shut();
            assertThat(run("umount", disk.toString())).isZero();
        }
    }

    private void checkImage(Path image, List<Message> accepted, int octets) throws Exception {
        open(image);
        Set<Long> found = new HashSet<>(ids(oldest(1_000_000)));
        assertThat(found).containsAll(ids(accepted.subList(0, accepted.size() - 21)));
        assertThat(owner.call(() -> store().verify())).isEmpty();
        // what was refused and survived is not stored twice by a retry
        for (Message message : oldest(1_000_000)) {
            apply(new Batch().store(message));
        }
        assertThat(owner.call(() -> store().counts(QUEUE)).messages()).isEqualTo(found.size());
        assertThat(message(octets, 1).sequence())
                .isGreaterThan(new ArrayList<>(new java.util.TreeSet<>(found)).get(found.size() - 1));
        shut();
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
