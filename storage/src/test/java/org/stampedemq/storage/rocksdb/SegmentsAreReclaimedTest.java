package org.stampedemq.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Message;

/** Large messages give their room back: at once when a file holds nothing, by moving when it holds little. */
final class SegmentsAreReclaimedTest extends StoreFixture {
    private static final int OCTETS = 50_000;

    private List<Path> segments() throws IOException {
        return Images.files(files().resolve("segments"), ".seg");
    }

    private void remove(List<Message> messages) throws Exception {
        Batch batch = new Batch().urgent();
        messages.forEach(batch::remove);
        apply(batch);
    }

    @Test
    void aFileWithoutALiveMessageIsDeleted() throws Exception {
        open(files(), TestEngines.settings().withSegmentBytes(1 << 20));
        List<Message> messages = store(100, OCTETS);
        assertThat(segments()).hasSizeGreaterThan(4);
        remove(messages.subList(0, 99));
        await().untilAsserted(() -> assertThat(segments()).hasSizeLessThanOrEqualTo(1));
        assertThat(oldest(10).get(0).octets()).isEqualTo(messages.get(99).octets());
    }

    @Test
    void whatIsLeftOfAMostlyDeadFileMovesAndIsStillThereAfterARestart() throws Exception {
        open(files(), TestEngines.settings().withSegmentBytes(1 << 20));
        List<Message> messages = store(200, OCTETS);
        int before = segments().size();
        List<Message> kept = new ArrayList<>();
        List<Message> gone = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            (i % 10 == 0 ? kept : gone).add(messages.get(i));
        }
        remove(gone);
        List<Message> more = store(5, OCTETS);
        kept.addAll(more);
        await().untilAsserted(() -> assertThat(segments()).hasSizeLessThan(before / 2));
        for (int start = 0; start < 2; start++) {
            List<Message> read = oldest(1_000);
            assertThat(ids(read)).isEqualTo(ids(kept));
            for (int i = 0; i < read.size(); i++) {
                assertThat(read.get(i).octets()).isEqualTo(kept.get(i).octets());
            }
            assertThat(owner.call(() -> store().verify())).isEmpty();
            shut();
            open(files());
        }
        remove(kept);
        shut();
        open(files());
        assertThat(segments()).isEmpty();
    }
}
