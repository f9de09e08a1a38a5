package org.stampedemq.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.stampedemq.storage.Message;
import org.stampedemq.storage.Owner;

/**
 * What a {@link StoreWorker} said, and what must be stored therefore: the outcome of its first so many batches, no fewer
 * than were answered, no more than were handed over, none by half.
 */
final class WorkLedger {
    private record Work(List<Long> stores, List<Long> removes) {}

    private final TreeSet<Long> base = new TreeSet<>();
    private final List<Work> handedOver = new ArrayList<>();
    private int answered;
    private long highest;

    /** Takes a line of the worker in. */
    void read(String line) {
        String[] words = line.split(" ", -1);
        if ("A".equals(words[0])) {
            answered = Math.max(answered, Integer.parseInt(words[1]));
        } else if ("H".equals(words[0])) {
            Work work = new Work(new ArrayList<>(), new ArrayList<>());
            for (int i = 2; i < words.length; i++) {
                long sequence = Long.parseLong(words[i].substring(1));
                if (words[i].charAt(0) == '+') {
                    assertThat(sequence).as("no id is given twice").isGreaterThan(highest);
                    highest = sequence;
                    work.stores.add(sequence);
                } else {
                    work.removes.add(sequence);
                }
            }
            handedOver.add(work);
        }
    }

    int answered() {
        return answered;
    }

    /** Compares with what is stored, and begins anew from there. */
    void check(RocksDbEngine engine) throws Exception {
        try (Owner owner = new Owner("checker")) {
            var store = engine.open(owner);
            List<Message> stored = owner.call(
                    () -> store.oldest(StoreWorker.QUEUE, 0, Long.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE));
            TreeSet<Long> found = new TreeSet<>();
            for (Message message : stored) {
                found.add(message.sequence());
                assertThat(message.octets())
                        .isEqualTo(StoreWorker.made(message.sequence()).octets());
            }
            TreeSet<Long> expected = new TreeSet<>(base);
            boolean agrees = answered == 0 && expected.equals(found);
            for (int i = 0; i < handedOver.size() && !agrees; i++) {
                expected.addAll(handedOver.get(i).stores);
                expected.removeAll(handedOver.get(i).removes);
                agrees = i + 1 >= answered && expected.equals(found);
            }
            if (!agrees) {
                assertThat(found)
                        .as("answered " + answered + " of " + handedOver.size())
                        .isEqualTo(expected);
            }
            assertThat(owner.call(store::verify)).isEmpty();
            store.close();
            base.clear();
            base.addAll(found);
            handedOver.clear();
            answered = 0;
        }
    }
}
