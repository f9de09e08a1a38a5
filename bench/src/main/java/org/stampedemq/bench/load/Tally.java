package org.stampedemq.bench.load;

import java.util.ArrayList;
import java.util.List;

/**
 * What became of all messages of a run, from the books of producers and consumers. Made after the loops have ended.
 *
 * @param sent messages
 * @param unconfirmed those whose receipt never came; 0 if none was asked for
 * @param received deliveries of this run's messages, doubles included
 * @param lost deliveries owed for messages that were confirmed (or sent, if no receipts were asked for) and that never came
 * @param duplicates deliveries beyond those owed
 * @param outOfOrder deliveries, first ones, that came to a consumer after a later one of the same producer
 * @param foreign messages that this run did not send
 */
record Tally(long sent, long unconfirmed, long received, long lost, long duplicates, long outOfOrder, long foreign) {

    static Tally of(Workload workload, List<SendRecorder> producers, List<Recorder> consumers) {
        long sent = 0;
        long unconfirmed = 0;
        long lost = 0;
        long distinct = 0;
        for (int producer = 0; producer < producers.size(); producer++) {
            SendRecorder book = producers.get(producer);
            long owed = workload.receiptWindow() == 0 ? book.sent() : book.confirmed();
            sent += book.sent();
            unconfirmed += book.sent() - owed;
            for (List<SequenceTrack> group : groups(workload, producer, consumers)) {
                long came = SequenceTrack.distinctOf(group);
                distinct += came;
                lost += Math.max(0, owed - came);
            }
        }
        long received = consumers.stream().mapToLong(Recorder::received).sum();
        return new Tally(
                sent,
                unconfirmed,
                received,
                lost,
                received - distinct,
                consumers.stream().mapToLong(Recorder::outOfOrder).sum(),
                consumers.stream().mapToLong(Recorder::foreign).sum());
    }

    /** The tracks that together owe one copy of each message: all consumers of a queue, or each consumer of a topic. */
    private static List<List<SequenceTrack>> groups(Workload workload, int producer, List<Recorder> consumers) {
        List<List<SequenceTrack>> groups = new ArrayList<>();
        List<SequenceTrack> sharing = new ArrayList<>();
        for (int consumer = 0; consumer < consumers.size(); consumer++) {
            if (consumer % workload.destinations() == producer % workload.destinations()) {
                SequenceTrack track = consumers.get(consumer).track(producer);
                if (workload.fansOut()) {
                    groups.add(List.of(track));
                } else {
                    sharing.add(track);
                }
            }
        }
        if (!sharing.isEmpty()) {
            groups.add(sharing);
        }
        return groups;
    }

    boolean isClean() {
        return lost == 0 && duplicates == 0 && outOfOrder == 0 && unconfirmed == 0;
    }
}
