package org.stampedemq.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Message;
import org.stampedemq.storage.StoreException;

/** What was written and reads differently is never served and never passed over: the file is named. */
final class DamageIsRefusedTest extends StoreFixture {
    private StoreException refusedToOpen(Path files) {
        return assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> TestEngines.open(files).close())
                .actual();
    }

    /** A store killed after so many acknowledged messages of 1,000 octets. */
    private Path killed(int count) throws Exception {
        open(files());
        store(count, 1_000);
        return Images.of(files(), directory.resolve("image"));
    }

    @Test
    void aBitFlippedInTheMiddleOfTheLogRefusesToOpenAndNamesTheFile() throws Exception {
        Path image = killed(200);
        Path log = Images.log(image);
        Random random = new Random(1);
        for (int round = 0; round < 12; round++) {
            Path copy = Images.of(image, directory.resolve("flip" + round));
            Path damaged = Images.log(copy);
            Images.flipBit(damaged, random.nextInt((int) Files.size(log)));
            StoreException refused = refusedToOpen(copy);
            assertThat(refused.kind()).isEqualTo(StoreException.Kind.CORRUPT);
            assertThat(refused).hasMessageContaining(damaged.toString());
        }
    }

    @Test
    void aBitFlippedInTheVeryLastSyncedRecordRefusesToo() throws Exception {
        Path image = killed(20);
        Path log = Images.log(image);
        Images.flipBit(log, Files.size(log) - 50);
        assertThat(refusedToOpen(image)).hasMessageContaining(log.toString());
        // without the mark nobody can tell it from a torn tail
        Files.delete(image.resolve("SYNCED"));
        shut();
        open(image);
        assertThat(oldest(100)).hasSize(19);
    }

    @Test
    void aLogThatEndsBeforeItsLastSyncIsRefused() throws Exception {
        Path image = killed(20);
        Path log = Images.log(image);
        Images.truncate(log, Files.size(log) / 2);
        assertThat(refusedToOpen(image).kind()).isEqualTo(StoreException.Kind.CORRUPT);
        Path empty = Images.of(files(), directory.resolve("empty"));
        Images.truncate(Images.log(empty), 0);
        assertThat(refusedToOpen(empty).kind()).isEqualTo(StoreException.Kind.CORRUPT);
        assertThat(refusedToOpen(empty).kind()).isEqualTo(StoreException.Kind.CORRUPT);
    }

    @Test
    void aTornTailBehindTheLastSyncOpensWithEverythingAcknowledged() throws Exception {
        open(files());
        List<Message> messages = new ArrayList<>(store(30, 1_000));
        Path mark = directory.resolve("mark");
        Files.copy(files().resolve("SYNCED"), mark);
        Path before = Images.of(files(), directory.resolve("before"));
        long synced = Files.size(Images.log(before));
        Batch unsynced = new Batch();
        for (int i = 0; i < 100; i++) {
            unsynced.store(message(1_000, i));
        }
        apply(unsynced);
        long end = Files.size(Images.log(files()));
        for (long at = synced + 1; at < end; at += 9_973) {
            Path torn = Images.of(files(), directory.resolve("torn" + at));
            Files.delete(torn.resolve("SYNCED"));
            Files.copy(mark, torn.resolve("SYNCED"));
            Images.truncate(Images.log(torn), at);
            assertOpensWith(torn, messages);
        }
        // pages of the unsynced write that reached the disk although one before them did not
        Path holed = Images.of(files(), directory.resolve("holed"));
        Files.delete(holed.resolve("SYNCED"));
        Files.copy(mark, holed.resolve("SYNCED"));
        for (int i = 0; i < 4_096; i++) {
            Images.flipBit(Images.log(holed), synced + 20_000 + i);
        }
        assertOpensWith(holed, messages);
    }

    private void assertOpensWith(Path image, List<Message> messages) throws Exception {
        for (int start = 0; start < 2; start++) {
            shut();
            open(image);
            assertThat(ids(oldest(1_000))).isEqualTo(ids(messages));
            assertThat(owner.call(() -> store().verify())).isEmpty();
        }
    }

    @Test
    void aBitFlippedInATableFileIsRefusedOnReadingAndFoundByVerify() throws Exception {
        open(files());
        store(300, 1_000);
        shut();
        // the log of the first life becomes a table file at the second start
        open(files());
        shut();
        Path table = Images.files(files().resolve("rows"), ".sst").stream()
                .max(java.util.Comparator.comparingLong(file -> file.toFile().length()))
                .orElseThrow();
        Images.flipBit(table, Files.size(table) / 2);
        open(files());
        StoreException refused = assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> oldest(1_000))
                .actual();
        assertThat(refused.kind()).isEqualTo(StoreException.Kind.CORRUPT);
        assertThat(refused).hasMessageContaining(String.valueOf(table.getFileName()));
        assertThat(owner.call(() -> store().verify()))
                .anySatisfy(wrong -> assertThat(wrong).contains(String.valueOf(table.getFileName())));
    }

    @Test
    void aBitFlippedInASegmentIsRefusedOnReadingAndFoundByVerify() throws Exception {
        open(files());
        List<Message> messages = store(5, 50_000);
        shut();
        Path segment = Images.files(files().resolve("segments"), ".seg").get(0);
        Images.flipBit(segment, 120_000);
        open(files());
        StoreException refused = assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> oldest(10))
                .actual();
        assertThat(refused.kind()).isEqualTo(StoreException.Kind.CORRUPT);
        assertThat(refused).hasMessageContaining(segment.toString());
        assertThat(owner.call(() -> store().verify()))
                .singleElement()
                .asString()
                .contains(segment.toString());
        assertThat(owner.call(() -> store().get(QUEUE, messages.get(0).sequence())))
                .hasSize(1);
    }

    @Test
    void aSegmentThatIsMissingOrTooShortRefusesToOpen() throws Exception {
        open(files());
        store(5, 50_000);
        shut();
        Path segment = Images.files(files().resolve("segments"), ".seg").get(0);
        Images.truncate(segment, 120_000);
        assertThat(refusedToOpen(files())).hasMessageContaining(segment.toString());
        Files.delete(segment);
        assertThat(refusedToOpen(files())).hasMessageContaining(segment.toString());
    }

    @Test
    void verifyFindsABitFlippedInTheLogWhileOpen() throws Exception {
        open(files());
        store(20, 1_000);
        assertThat(owner.call(() -> store().verify())).isEmpty();
        Path log = Images.log(files());
        Images.flipBit(log, Files.size(log) / 2);
        assertThat(owner.call(() -> store().verify()))
                .anySatisfy(wrong -> assertThat(wrong).contains(log.toString()));
    }

    @Test
    void aForeignDirectoryIsLeftAlone() throws Exception {
        Files.createDirectories(files());
        Path letter = files().resolve("letter.txt");
        Files.writeString(letter, "dear");
        assertThat(refusedToOpen(files())).hasMessageContaining("not a store").hasMessageContaining("letter.txt");
        assertThat(Files.readString(letter)).isEqualTo("dear");
        assertThat(files().resolve("rows")).doesNotExist();
    }

    @Test
    void aNewerLayoutIsRefusedKindly() throws Exception {
        open(files());
        shut();
        Files.writeString(
                files().resolve("FORMAT"), "stampede-store 2\nsegment-threshold 8192\n", StandardCharsets.UTF_8);
        assertThat(refusedToOpen(files())).hasMessageContaining("layout 2").hasMessageContaining("reads layout 1");
        Files.writeString(files().resolve("FORMAT"), "something else\n");
        assertThat(refusedToOpen(files())).hasMessageContaining("not that of a store");
    }

    @Test
    void aSecondProcessIsToldThatTheStoreIsOpen() throws Exception {
        open(files());
        assertThat(refusedToOpen(files())).hasMessageContaining("open in another process");
        store(1, 10);
    }

    @Test
    void theThresholdOfTheDirectoryCountsAndNotThatOfTheSettings() throws Exception {
        open(files());
        List<Message> messages = new ArrayList<>(store(2, 5_000));
        messages.addAll(store(2, 20_000));
        shut();
        RocksDbSettings d = TestEngines.settings();
        open(
                files(),
                new RocksDbSettings(
                        100,
                        d.segmentBytes(),
                        d.maxBytes(),
                        0,
                        d.maxQueuedBytes(),
                        d.maxWalBytes(),
                        d.writeBufferBytes(),
                        d.cacheBytes(),
                        2,
                        100,
                        d.soon(),
                        d.pause()));
        Batch all = new Batch();
        messages.forEach(all::remove);
        apply(all);
        assertThat(oldest(10)).isEmpty();
        assertThat(owner.call(() -> store().verify())).isEmpty();
    }
}
