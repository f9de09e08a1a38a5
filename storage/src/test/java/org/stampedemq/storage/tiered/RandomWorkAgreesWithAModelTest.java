package org.stampedemq.storage.tiered;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Batch.Keep;
import org.stampedemq.storage.Claim;
import org.stampedemq.storage.Counts;
import org.stampedemq.storage.HandMovedClock;
import org.stampedemq.storage.Message;
import org.stampedemq.storage.MessageStore;
import org.stampedemq.storage.memory.MemoryEngine;

/**
 * Thousands of random steps over a real engine whose answers come late, and which refuses and fails at times, against the
 * plainest model of what was promised: nothing is lost, doubled, invented or overtaken, also over crashes, and the counts are
 * right whenever nothing is under way. The seed is in the name of the test.
 */
final class RandomWorkAgreesWithAModelTest {
    private static final List<String> DESTINATIONS = List.of("/queue/a", "/queue/b", "/queue/c");

    private static final List<Keep> KEEPS = List.of(Keep.values());

    private enum State {
        IN_FLIGHT,
        WAITING,
        CLAIMED,
        LATER,
        REMOVING,
        REMOVED
    }

    private static final class Known {
        private final Message message;
        private final Keep keep;
        private State state;
        private boolean promised;
        private boolean handedOut;
        /** A time was set before which it is not ready; it may hold again after a crash. */
        private boolean postponed;

        @Override
        public String toString() {
            return message + " " + keep + " " + state;
        }

        Known(Message message, Keep keep, State state) {
            this.message = message;
            this.keep = keep;
            this.state = state;
        }
    }

    private final HandMovedClock clock = new HandMovedClock();
    private final MemoryEngine engine = new MemoryEngine(clock, 256L << 20);
    private final TreeMap<Long, Known> model = new TreeMap<>();
    private Random random = new Random();
    private Pump pump = new Pump();
    private Link link = new Link(engine.open(pump), pump);
    private TieredStore store = open();
    private long lifeBegan;
    private int claimed;

    private TieredStore open() {
        TieredSettings settings =
                new TieredSettings(8_000, 3_000, Duration.ofSeconds(4), 12, Duration.ofSeconds(1), 5, 20, true);
        return new TieredStore(link, settings, pump, clock::millis, destination -> true, new QuietListener());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void seed(long seed) {
        run(seed, 4_000);
    }

    @Tag("torture")
    @ParameterizedTest
    @ValueSource(longs = {1000, 2000, 3000, 4000})
    void hundredsOfSeedsFrom(long first) {
        for (long seed = first; seed < first + 100; seed++) {
            RandomWorkAgreesWithAModelTest one = new RandomWorkAgreesWithAModelTest();
            try {
                one.run(seed, 4_000);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private void run(long seed, int steps) {
        random = new Random(seed);
        for (int step = 0; step < steps; step++) {
            step();
        }
        settle();
        checkCounts();
        drain();
        assertThat(claimed).isGreaterThan(100);
    }

    private void step() {
        switch (random.nextInt(24)) {
            case 0, 1, 2, 3, 4 -> send();
            case 5, 6, 7, 8 -> claim();
            case 9, 10, 11 -> acknowledge();
            case 12 -> release();
            case 13, 14, 15, 16 -> pumpSome();
            case 17 -> tick();
            case 18 -> transaction();
            case 19 -> weather();
            case 20 -> {
                if (random.nextInt(10) == 0) {
                    removeSome();
                }
            }
            case 21 -> {
                if (random.nextInt(40) == 0) {
                    purge();
                }
            }
            case 22 -> {
                if (random.nextInt(25) == 0) {
                    crash();
                }
            }
            default -> {
                if (random.nextInt(10) == 0) {
                    settle();
                    checkCounts();
                }
            }
        }
    }

    private String destination() {
        return DESTINATIONS.get(random.nextInt(DESTINATIONS.size()));
    }

    private Message message() {
        int octets = random.nextInt(30) == 0 ? 4_000 : random.nextInt(200);
        return Message.draft(destination(), octets).persistent(true).seal().withSequence(store.nextSequence());
    }

    private void send() {
        Batch batch = new Batch();
        List<Known> durable = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            Keep keep = KEEPS.get(random.nextInt(KEEPS.size()));
            Message message = message();
            batch.store(message, keep);
            Known known = new Known(message, keep, keep == Keep.DURABLE ? State.IN_FLIGHT : State.WAITING);
            model.put(message.sequence(), known);
            if (keep == Keep.DURABLE) {
                durable.add(known);
            }
        }
        answered(store.apply(batch), durable, List.of());
    }

    /** What becomes of the model when the stage is answered, in this life. */
    private void answered(CompletionStage<Void> stage, List<Known> durable, List<Known> removed) {
        TieredStore life = store;
        stage.whenComplete((done, thrown) -> {
            if (life != store) {
                return;
            }
            for (Known known : durable) {
                if (thrown != null) {
                    model.remove(known.message.sequence());
                } else {
                    known.promised = true;
                    if (known.state == State.IN_FLIGHT) {
                        known.state = State.WAITING;
                    }
                }
            }
            if (thrown == null) {
                removed.forEach(known -> model.remove(known.message.sequence()));
            }
        });
    }

    private void claim() {
        String destination = destination();
        for (Claim claim : store.claimNow(destination, "c", 1 + random.nextInt(6), Long.MAX_VALUE)) {
            check(destination, claim);
        }
        if (random.nextInt(20) == 0) {
            store.withdrawDemand(destination);
        }
    }

    private void check(String destination, Claim claim) {
        claimed++;
        long sequence = claim.message().sequence();
        Known known = model.get(sequence);
        assertThat(known).as("claimed #%d was stored and not removed", sequence).isNotNull();
        if (known == null) {
            return;
        }
        assertThat(claim.message().size()).isEqualTo(known.message.size());
        assertThat(known.message.destination()).isEqualTo(destination);
        assertThat(known.state)
                .as("state of claimed #%d", sequence)
                .isIn(State.WAITING, State.IN_FLIGHT, State.LATER, State.REMOVING);
        if (known.handedOut) {
            assertThat(claim.redelivered())
                    .as("%s was out before; %s", known, store.describe(destination, sequence))
                    .isTrue();
        }
        known.handedOut = true;
        for (Known lower : model.headMap(sequence).values()) {
            if (lower.message.destination().equals(destination)) {
                assertThat(lower.state)
                        .as(
                                "#%d claimed before %s; %s",
                                sequence, lower, store.describe(destination, lower.message.sequence()))
                        .isNotIn(State.WAITING, State.IN_FLIGHT);
            }
        }
        if (known.state != State.REMOVING) {
            known.state = State.CLAIMED;
        }
    }

    private List<Known> some(State state, int most) {
        List<Known> found = new ArrayList<>();
        for (Known known : model.values()) {
            if (known.state == state && found.size() < most && random.nextInt(3) > 0) {
                found.add(known);
            }
        }
        return found;
    }

    private void acknowledge() {
        List<Known> acknowledged = some(State.CLAIMED, 1 + random.nextInt(6));
        if (acknowledged.isEmpty()) {
            return;
        }
        Batch batch = new Batch();
        for (Known known : acknowledged) {
            batch.remove(known.message);
            known.state = State.REMOVED;
        }
        answered(store.apply(batch), List.of(), acknowledged);
    }

    private void release() {
        boolean failed = random.nextBoolean();
        boolean later = random.nextInt(3) == 0;
        long notBefore = later ? clock.millis() + 500 : 0;
        for (Known known : some(State.CLAIMED, 4)) {
            store.release(known.message.destination(), failed, notBefore, known.message.sequence());
            known.state = later ? State.LATER : State.WAITING;
            known.postponed |= later;
        }
        if (random.nextInt(6) == 0) {
            store.releaseAll("c", false);
            model.values().forEach(known -> known.state = known.state == State.CLAIMED ? State.WAITING : known.state);
        }
    }

    private void pumpSome() {
        for (int i = random.nextInt(12); i > 0; i--) {
            pump.runOne();
        }
    }

    private void tick() {
        int jump = random.nextInt(100);
        long millis = jump == 0 ? -86_400_000L : jump == 1 ? 86_400_000L : random.nextInt(400);
        clock.advance(Duration.ofMillis(millis));
        store.tick();
    }

    private void weather() {
        link.full = random.nextInt(4) == 0;
        link.unreadable = random.nextInt(6) == 0;
    }

    /** As the broker does it over several lanes: reserve, apply to the back store, then say how it ended. */
    private void transaction() {
        Batch batch = new Batch();
        List<Known> stores = new ArrayList<>();
        List<Known> removals = some(State.CLAIMED, 3);
        for (int i = random.nextInt(3); i >= 0; i--) {
            Message message = message();
            Keep keep = KEEPS.get(random.nextInt(KEEPS.size()));
            batch.store(message, keep);
            Known known = new Known(message, keep, State.IN_FLIGHT);
            model.put(message.sequence(), known);
            stores.add(known);
        }
        for (Known known : removals) {
            batch.remove(known.message);
            known.state = State.REMOVED;
        }
        FrontStore.Prepared prepared = store.prepare(batch);
        TieredStore life = store;
        if (random.nextInt(4) == 0) {
            prepared.aborted();
            aborted(stores, removals);
            return;
        }
        link.apply(prepared.batch()).whenComplete((done, thrown) -> {
            if (life != store) {
                return;
            }
            if (thrown == null) {
                // The model first: what is told to the consumer within the call is already true.
                stores.forEach(known -> {
                    known.state = known.state == State.IN_FLIGHT ? State.WAITING : known.state;
                    known.promised = known.keep == Keep.DURABLE || known.keep == Keep.BEHIND;
                });
                removals.forEach(known -> model.remove(known.message.sequence()));
                prepared.committed();
            } else {
                prepared.aborted();
                aborted(stores, removals);
            }
        });
    }

    private void aborted(List<Known> stores, List<Known> removals) {
        stores.forEach(known -> model.remove(known.message.sequence()));
        removals.forEach(known -> known.state = State.CLAIMED);
    }

    private void removeSome() {
        List<Known> chosen = some(State.WAITING, 5);
        TieredStore life = store;
        for (Known known : chosen) {
            known.state = State.REMOVING;
            store.remove(known.message.destination(), known.message.sequence()).whenComplete((removed, thrown) -> {
                if (life == store && thrown == null) {
                    assertThat(removed).hasSize(1);
                    model.remove(known.message.sequence());
                }
            });
        }
    }

    private void purge() {
        settle();
        String destination = destination();
        TieredStore life = store;
        List<Long> purged = new ArrayList<>();
        store.removeAll(destination, 7).whenComplete((removed, thrown) -> {
            if (life == store && thrown == null) {
                removed.forEach(message -> {
                    if (!message.isSpilled() || message.sequence() > lifeBegan) {
                        purged.add(message.sequence());
                    }
                });
            }
        });
        pump.runAll();
        assertThat(model.keySet()).containsAll(purged);
        assertThat(purged).isSorted();
        purged.forEach(model::remove);
    }

    /** Memory and whatever was under way is lost; the engine has what it has. */
    private void crash() {
        pump = new Pump();
        link = new Link(engine.open(pump), pump);
        lifeBegan = engine.open(pump).nextSequence();
        store = open();
        Set<Long> stored = new HashSet<>();
        for (String destination : DESTINATIONS) {
            raw(destination).forEach(message -> {
                if (!message.isSpilled()) {
                    stored.add(message.sequence());
                }
            });
        }
        for (Map.Entry<Long, Known> entry : new ArrayList<>(model.entrySet())) {
            Known known = entry.getValue();
            boolean there = stored.remove(entry.getKey());
            if (known.promised && known.state != State.REMOVED && known.state != State.REMOVING) {
                assertThat(there).as("#%d was promised", entry.getKey()).isTrue();
            }
            if (there) {
                known.state = known.postponed ? State.LATER : State.WAITING;
                known.promised = true;
            } else {
                model.remove(entry.getKey());
            }
        }
        assertThat(stored).as("stored and not known").isEmpty();
    }

    private List<Message> raw(String destination) {
        List<Message> all = new ArrayList<>();
        MessageStore raw = engine.open(Runnable::run);
        raw.oldest(destination, -1, Long.MAX_VALUE, 1_000_000, Long.MAX_VALUE).thenAccept(all::addAll);
        return all;
    }

    /** Lets everything come to rest. */
    private void settle() {
        link.full = false;
        link.unreadable = false;
        for (int i = 0; i < 30; i++) {
            pump.runAll();
            clock.advance(Duration.ofMillis(500));
            store.tick();
        }
        pump.runAll();
    }

    private void checkCounts() {
        for (String destination : DESTINATIONS) {
            long messages = model.values().stream()
                    .filter(known -> known.message.destination().equals(destination))
                    .count();
            long out = model.values().stream()
                    .filter(known -> known.message.destination().equals(destination) && known.state == State.CLAIMED)
                    .count();
            // What was spilled in an earlier life is worth nothing and goes when a refill meets it.
            long stale = raw(destination).stream()
                    .filter(message -> message.isSpilled() && message.sequence() < lifeBegan)
                    .count();
            List<Counts> counts = new ArrayList<>();
            store.counts(destination).thenAccept(counts::add);
            pump.runAll();
            assertThat(counts).singleElement().satisfies(count -> {
                assertThat(count.messages()).as("messages of %s", destination).isEqualTo(messages + stale);
                assertThat(count.claimed()).as("claimed of %s", destination).isEqualTo(out);
            });
        }
        FrontStats stats = store.stats();
        assertThat(stats.windowBytes()).isLessThanOrEqualTo(8_000 + 3 * (4_000 + 32 + Entry.OVERHEAD_BYTES));
        assertThat(stats.heldBackMessages()).isZero();
    }

    /** Everything that was promised can be had. */
    private void drain() {
        clock.advance(Duration.ofDays(100));
        store.tick();
        for (int round = 0; round < 10_000 && !model.isEmpty(); round++) {
            for (String destination : DESTINATIONS) {
                store.claimNow(destination, "c", 10, Long.MAX_VALUE).forEach(claim -> check(destination, claim));
            }
            Batch batch = new Batch();
            for (Known known : new ArrayList<>(model.values())) {
                if (known.state == State.CLAIMED) {
                    batch.remove(known.message);
                    model.remove(known.message.sequence());
                }
            }
            store.apply(batch);
            pump.runAll();
            if (round % 20 == 19) {
                clock.advance(Duration.ofMillis(600));
                store.tick();
            }
        }
        assertThat(model.values().stream().limit(3)).as("never handed out").isEmpty();
        settle();
        checkCounts();
        assertThat(store.stats().windowMessages()).isZero();
    }
}
