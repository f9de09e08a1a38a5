package org.stampedemq.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the door promises, asked of an engine or a composition. A subclass says how the store is started, opened and
 * stopped; started again after a stop, a {@link Capability#DURABLE} store must have everything.
 */
public abstract class MessageStoreContract {
    protected static final String QUEUE = "/queue/orders";
    protected static final String OTHER = "/queue/dead";

    protected final HandMovedClock clock = new HandMovedClock();
    protected final Owner owner = new Owner("contract-owner");
    private @Nullable MessageStore store;

    @TempDir
    protected Path directory;

    /** Starts the engine, on what an earlier start left. */
    protected abstract void start(InstantSource clock) throws Exception;

    /** A door of the engine that was started. */
    protected abstract MessageStore door(Executor owner) throws Exception;

    /** Stops the engine; its doors were closed before. */
    protected abstract void stop() throws Exception;

    /** Opens what a checkpoint wrote; only for engines that can write one. */
    protected MessageStore openCheckpoint(Path copy, Executor as) throws Exception {
        throw new UnsupportedOperationException("no checkpoints here: " + copy);
    }

    /** Closes what {@link #openCheckpoint} opened. */
    protected void closeCheckpoint() throws Exception {}

    @BeforeEach
    void open() throws Exception {
        start(clock);
        store = door(owner);
    }

    @AfterEach
    void close() throws Exception {
        store().close();
        stop();
        owner.close();
    }

    protected final MessageStore store() {
        if (store == null) {
            throw new IllegalStateException("not open");
        }
        return store;
    }

    /** Stops and starts again; false, and nothing done, if the engine keeps nothing: then the test ends there. */
    protected final boolean reopen() throws Exception {
        if (!store().capabilities().contains(Capability.DURABLE)) {
            return false;
        }
        store().close();
        stop();
        start(clock);
        store = door(owner);
        return true;
    }

    // ---- the owner's calls, waited for

    protected final <T> T ask(Callable<CompletionStage<T>> verb) throws Exception {
        return owner.call(verb);
    }

    protected final void apply(Batch batch) throws Exception {
        ask(() -> store().apply(batch));
    }

    protected final Message draft(String destination, byte[] body) {
        Message.Draft draft = Message.draft(destination, body.length).persistent(true);
        draft.content().put(body);
        return draft.seal();
    }

    protected final Message given(String destination, String text) {
        return draft(destination, text.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .withSequence(store().nextSequence());
    }

    protected final Message timed(String destination, long expiresAtMillis, long dueAtMillis) {
        return Message.draft(destination, 10)
                .persistent(true)
                .expiresAtMillis(expiresAtMillis)
                .dueAtMillis(dueAtMillis)
                .seal()
                .withSequence(store().nextSequence());
    }

    protected final List<Message> stored(String destination, int count) throws Exception {
        List<Message> messages = new ArrayList<>();
        Batch batch = new Batch();
        for (int i = 0; i < count; i++) {
            Message message = given(destination, "message " + i);
            messages.add(message);
            batch.store(message);
        }
        apply(batch);
        return messages;
    }

    protected final List<Message> oldest(String destination, int max) throws Exception {
        return ask(() -> store().oldest(destination, 0, Long.MAX_VALUE, max, Long.MAX_VALUE));
    }

    protected final List<Claim> claim(String destination, String claimant, int max) throws Exception {
        return ask(() -> store().claim(destination, claimant, max));
    }

    protected final Counts counts(String destination) throws Exception {
        return ask(() -> store().counts(destination));
    }

    protected static long[] ids(List<Message> messages) {
        return messages.stream().mapToLong(Message::sequence).toArray();
    }

    protected static long[] claimed(List<Claim> claims) {
        return claims.stream().mapToLong(claim -> claim.message().sequence()).toArray();
    }

    protected static byte[] body(Message message) {
        ByteBuffer content = message.content();
        byte[] body = new byte[content.remaining()];
        content.get(body);
        return body;
    }

    protected static byte[] random(int octets, long seed) {
        byte[] bytes = new byte[octets];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static long bytes(List<Message> messages) {
        return messages.stream().mapToLong(Message::size).sum();
    }

    // ---- order, store, get

    @Test
    void sequencesOnlyGrow() {
        long before = 0;
        for (int i = 0; i < 10_000; i++) {
            long next = store().nextSequence();
            assertThat(next).isGreaterThan(before);
            before = next;
        }
    }

    @Test
    void whatIsStoredIsReadBackAsItWas() throws Exception {
        Message message = Message.draft(QUEUE, 5)
                .persistent(true)
                .marked(true)
                .priority(7)
                .headOctets(2)
                .timestampMillis(12345)
                .seal()
                .withSequence(store().nextSequence());
        apply(new Batch().store(message));
        Message read = ask(() -> store().get(QUEUE, message.sequence())).get(0);
        assertThat(read.octets()).isEqualTo(message.octets());
        assertThat(read.destination()).isEqualTo(QUEUE);
        assertThat(read.sequence()).isEqualTo(message.sequence());
    }

    @Test
    void getGivesWhatIsThereInOrder() throws Exception {
        List<Message> messages = stored(QUEUE, 3);
        long absent = store().nextSequence();
        List<Message> read = ask(() -> store().get(
                        QUEUE,
                        messages.get(2).sequence(),
                        absent,
                        messages.get(0).sequence()));
        assertThat(ids(read))
                .containsExactly(messages.get(0).sequence(), messages.get(2).sequence());
        assertThat(ask(() -> store().get("/queue/nobody", messages.get(0).sequence())))
                .isEmpty();
    }

    @Test
    void oldestComesInOrderOfSequenceWhateverTheOrderOfStoring() throws Exception {
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            messages.add(given(QUEUE, "m" + i));
        }
        for (int i = 19; i >= 0; i--) {
            apply(new Batch().store(messages.get(i)));
        }
        assertThat(ids(oldest(QUEUE, 100))).isEqualTo(ids(messages));
    }

    @Test
    void oldestKeepsToItsBounds() throws Exception {
        List<Message> messages = stored(QUEUE, 10);
        long above = messages.get(2).sequence();
        long below = messages.get(7).sequence();
        assertThat(ids(ask(() -> store().oldest(QUEUE, above, below, 100, Long.MAX_VALUE))))
                .isEqualTo(ids(messages.subList(3, 7)));
        assertThat(ask(() -> store().oldest(QUEUE, above, below, 2, Long.MAX_VALUE)))
                .hasSize(2);
        int size = messages.get(3).size();
        assertThat(ask(() -> store().oldest(QUEUE, above, below, 100, 2L * size)))
                .hasSize(2);
        assertThat(ask(() -> store().oldest(QUEUE, above, below, 100, 1))).hasSize(1);
        assertThat(ask(() -> store().oldest(QUEUE, below, above, 100, Long.MAX_VALUE)))
                .isEmpty();
        assertThat(ask(() -> store().oldest("/queue/empty", 0, Long.MAX_VALUE, 100, Long.MAX_VALUE)))
                .isEmpty();
    }

    @Test
    void aReadSeesEveryBatchHandedOverBefore() throws Exception {
        for (int i = 0; i < 50; i++) {
            Message message = given(QUEUE, "m" + i);
            CompletableFuture<List<Message>> read = owner.start(() -> {
                store().apply(new Batch().store(message, Batch.Keep.BEHIND));
                return store().oldest(QUEUE, 0, Long.MAX_VALUE, 100, Long.MAX_VALUE);
            });
            assertThat(Owner.wait(read)).hasSize(i + 1);
        }
    }

    @Test
    void batchesTakeEffectInTheOrderTheyWereHandedOver() throws Exception {
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            messages.add(given(QUEUE, "m" + i));
        }
        List<Integer> answered = new ArrayList<>();
        CompletableFuture<Void> last = owner.start(() -> {
            CompletionStage<Void> stage = CompletableFuture.completedFuture(null);
            for (int i = 0; i < messages.size(); i++) {
                int number = i;
                Batch batch = new Batch().store(messages.get(i));
                if (i > 0) {
                    batch.remove(messages.get(i - 1));
                }
                stage = store().apply(batch).thenRun(() -> answered.add(number));
            }
            return stage;
        });
        Owner.wait(last);
        assertThat(answered).hasSize(500).isSorted();
        assertThat(ids(oldest(QUEUE, 10))).containsExactly(messages.get(499).sequence());
        assertThat(counts(QUEUE)).isEqualTo(new Counts(1, messages.get(499).size(), 0, 0));
    }

    @Test
    void anEmptyBatchIsAnswered() throws Exception {
        apply(new Batch());
        apply(new Batch().urgent());
    }

    @Test
    void whatNobodyWaitsForIsDurableAfterAFlush() throws Exception {
        Message message = given(QUEUE, "soon");
        CompletableFuture<Void> applied = owner.start(() -> {
            CompletionStage<Void> stage = store().apply(new Batch().store(message, Batch.Keep.BEHIND));
            store().flush();
            return stage;
        });
        ask(() -> store().flush());
        assertThat(applied).isCompleted();
        if (!reopen()) {
            return;
        }
        assertThat(ids(oldest(QUEUE, 10))).containsExactly(message.sequence());
    }

    @Test
    void whatNobodyWaitsForIsAppliedSoonAllTheSame() throws Exception {
        Owner.wait(owner.start(() -> store().apply(new Batch().store(given(QUEUE, "x"), Batch.Keep.BEHIND))));
        assertThat(counts(QUEUE).messages()).isEqualTo(1);
    }

    @Test
    void storingTheSameAgainChangesNothing() throws Exception {
        Message message = given(QUEUE, "once");
        apply(new Batch().store(message));
        apply(new Batch().store(message).store(message));
        assertThat(counts(QUEUE)).isEqualTo(new Counts(1, message.size(), 0, 0));
        apply(new Batch().remove(message));
        assertThat(oldest(QUEUE, 10)).isEmpty();
        assertThat(counts(QUEUE)).isEqualTo(Counts.NONE);
        if (!reopen()) {
            return;
        }
        assertThat(oldest(QUEUE, 10)).isEmpty();
    }

    @Test
    void storedAndRemovedInOneBatchIsGone() throws Exception {
        Message message = given(QUEUE, "short-lived");
        apply(new Batch().store(message).remove(message));
        assertThat(oldest(QUEUE, 10)).isEmpty();
        assertThat(counts(QUEUE)).isEqualTo(Counts.NONE);
        assertThat(ask(() -> store().destinations())).isEmpty();
    }

    @Test
    void removingWhatIsNotThereChangesNothing() throws Exception {
        List<Message> messages = stored(QUEUE, 2);
        Counts before = counts(QUEUE);
        apply(new Batch().remove(QUEUE, store().nextSequence(), 100, 0, 0));
        apply(new Batch()
                .remove(OTHER, messages.get(0).sequence(), messages.get(0).size(), 0, 0));
        apply(new Batch().remove(QUEUE, 17, 100, 0, 0));
        assertThat(counts(QUEUE)).isEqualTo(before);
        assertThat(counts(OTHER)).isEqualTo(Counts.NONE);
        apply(new Batch().remove(messages.get(0)).remove(messages.get(0)));
        apply(new Batch().remove(messages.get(0)));
        assertThat(counts(QUEUE)).isEqualTo(new Counts(1, messages.get(1).size(), 0, 0));
        if (!reopen()) {
            return;
        }
        apply(new Batch().remove(messages.get(0)));
        apply(new Batch().remove(QUEUE, store().nextSequence(), 100, 0, 0));
        assertThat(counts(QUEUE)).isEqualTo(new Counts(1, messages.get(1).size(), 0, 0));
        apply(new Batch().remove(messages.get(1)).remove(messages.get(1)));
        assertThat(counts(QUEUE)).isEqualTo(Counts.NONE);
    }

    // ---- claims

    @Test
    void aClaimTakesTheLowestAndNobodyElseGetsIt() throws Exception {
        List<Message> messages = stored(QUEUE, 6);
        List<Claim> first = claim(QUEUE, "a", 2);
        List<Claim> second = claim(QUEUE, "b", 3);
        List<Claim> third = claim(QUEUE, "a", 10);
        assertThat(claimed(first)).isEqualTo(ids(messages.subList(0, 2)));
        assertThat(claimed(second)).isEqualTo(ids(messages.subList(2, 5)));
        assertThat(claimed(third)).isEqualTo(ids(messages.subList(5, 6)));
        assertThat(claim(QUEUE, "c", 10)).isEmpty();
        assertThat(first.get(0)).isEqualTo(new Claim(first.get(0).message(), 1, 0, false));
        assertThat(counts(QUEUE).claimed()).isEqualTo(6);
    }

    @Test
    void claimsAskedForTogetherDoNotOverlap() throws Exception {
        List<Message> messages = stored(QUEUE, 100);
        List<CompletableFuture<List<Claim>>> under = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            String claimant = "c" + i;
            under.add(owner.start(() -> store().claim(QUEUE, claimant, 10)));
        }
        List<Long> all = new ArrayList<>();
        for (CompletableFuture<List<Claim>> stage : under) {
            for (Claim claim : Owner.wait(stage)) {
                all.add(claim.message().sequence());
            }
        }
        assertThat(all)
                .containsExactlyElementsOf(
                        messages.stream().map(Message::sequence).toList());
    }

    @Test
    void aReleasedMessageReturnsToItsPlace() throws Exception {
        List<Message> messages = stored(QUEUE, 5);
        claim(QUEUE, "a", 4);
        long second = messages.get(1).sequence();
        long third = messages.get(2).sequence();
        assertThat(ask(() -> store().release(QUEUE, false, 0, third, second, 99L)))
                .isEqualTo(2);
        assertThat(ask(() -> store().release(QUEUE, false, 0, third))).isZero();
        List<Claim> again = claim(QUEUE, "b", 10);
        assertThat(claimed(again))
                .containsExactly(second, third, messages.get(4).sequence());
        assertThat(again.get(0).deliveryCount()).isEqualTo(2);
        assertThat(again.get(0).redelivered()).isTrue();
        assertThat(again.get(2).redelivered()).isFalse();
    }

    @Test
    void aStuckHeadDoesNotHideWhatLiesBehindIt() throws Exception {
        List<Message> messages = stored(QUEUE, 50);
        claim(QUEUE, "stuck", 1);
        for (int i = 1; i < 50; i++) {
            List<Claim> next = claim(QUEUE, "a", 1);
            assertThat(claimed(next)).containsExactly(messages.get(i).sequence());
            apply(new Batch().remove(next.get(0).message()));
        }
        assertThat(ask(() -> store().releaseAll("stuck", false))).isEqualTo(1);
        assertThat(claimed(claim(QUEUE, "a", 5)))
                .containsExactly(messages.get(0).sequence());
    }

    @Test
    void aFailureIsCountedAlsoOverARestart() throws Exception {
        List<Message> messages = stored(QUEUE, 2);
        long first = messages.get(0).sequence();
        for (int failures = 0; failures < 3; failures++) {
            Claim claim = claim(QUEUE, "a", 1).get(0);
            assertThat(claim.message().sequence()).isEqualTo(first);
            assertThat(claim.failures()).isEqualTo(failures);
            ask(() -> store().release(QUEUE, true, 0, first));
        }
        assertThat(ask(() -> store().recover(QUEUE)).failures()).containsExactly(new Batch.Failed(QUEUE, first, 3, 0));
        if (!reopen()) {
            return;
        }
        Claim claim = claim(QUEUE, "a", 1).get(0);
        assertThat(claim.failures()).isEqualTo(3);
        assertThat(claim.redelivered()).isTrue();
        apply(new Batch().remove(claim.message()));
        assertThat(ask(() -> store().recover(QUEUE)).failures()).isEmpty();
    }

    @Test
    void aFailureCountedByTheOwnerIsKept() throws Exception {
        List<Message> messages = stored(QUEUE, 1);
        Batch.Failed failed = new Batch.Failed(QUEUE, messages.get(0).sequence(), 7, clock.millis() + 1000);
        apply(new Batch().add(failed));
        assertThat(ask(() -> store().recover(QUEUE)).failures()).containsExactly(failed);
        if (!reopen()) {
            return;
        }
        assertThat(ask(() -> store().recover(QUEUE)).failures()).containsExactly(failed);
        assertThat(claim(QUEUE, "a", 1)).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(claim(QUEUE, "a", 1).get(0).failures()).isEqualTo(7);
    }

    @Test
    void releasedForLaterIsNotReadyBeforeItsTimeAndHoldsUpNobody() throws Exception {
        List<Message> messages = stored(QUEUE, 2);
        long first = messages.get(0).sequence();
        claim(QUEUE, "a", 1);
        ask(() -> store().release(QUEUE, true, clock.millis() + 5_000, first));
        assertThat(claimed(claim(QUEUE, "a", 2)))
                .containsExactly(messages.get(1).sequence());
        clock.advance(Duration.ofMillis(4_999));
        assertThat(claim(QUEUE, "a", 2)).isEmpty();
        clock.advance(Duration.ofMillis(1));
        assertThat(claimed(claim(QUEUE, "a", 2))).containsExactly(first);
    }

    @Test
    void releaseAllGivesBackWhatOneClaimantHasEverywhere() throws Exception {
        List<Message> here = stored(QUEUE, 4);
        List<Message> there = stored(OTHER, 2);
        claim(QUEUE, "gone", 2);
        claim(QUEUE, "stays", 2);
        claim(OTHER, "gone", 2);
        assertThat(ask(() -> store().releaseAll("gone", true))).isEqualTo(4);
        assertThat(ask(() -> store().releaseAll("gone", true))).isZero();
        List<Claim> again = claim(QUEUE, "b", 10);
        assertThat(claimed(again)).isEqualTo(ids(here.subList(0, 2)));
        assertThat(again.get(0).failures()).isEqualTo(1);
        assertThat(claimed(claim(OTHER, "b", 10))).isEqualTo(ids(there));
    }

    @Test
    void releaseDestinationGivesBackEverythingOfIt() throws Exception {
        List<Message> here = stored(QUEUE, 4);
        stored(OTHER, 1);
        claim(QUEUE, "a", 2);
        claim(QUEUE, "b", 2);
        claim(OTHER, "a", 1);
        assertThat(ask(() -> store().releaseDestination(QUEUE))).isEqualTo(4);
        assertThat(claimed(claim(QUEUE, "c", 10))).isEqualTo(ids(here));
        assertThat(counts(OTHER).claimed()).isEqualTo(1);
    }

    @Test
    void expiredMessagesAreNotClaimed() throws Exception {
        Message old = timed(QUEUE, clock.millis() + 100, 0);
        Message fresh = timed(QUEUE, clock.millis() + 10_000, 0);
        Message always = timed(QUEUE, 0, 0);
        apply(new Batch().store(old).store(fresh).store(always));
        clock.advance(Duration.ofMillis(100));
        assertThat(claimed(claim(QUEUE, "a", 10))).containsExactly(fresh.sequence(), always.sequence());
    }

    @Test
    void whatIsStoredLateBelowWhatWasClaimedIsClaimedNext() throws Exception {
        Message late = given(QUEUE, "late");
        List<Message> messages = stored(QUEUE, 3);
        assertThat(claimed(claim(QUEUE, "a", 2))).isEqualTo(ids(messages.subList(0, 2)));
        apply(new Batch().store(late));
        assertThat(claimed(claim(QUEUE, "a", 2)))
                .containsExactly(late.sequence(), messages.get(2).sequence());
    }

    @Test
    void anOutstandingClaimIsReadyAgainAfterARestart() throws Exception {
        List<Message> messages = stored(QUEUE, 3);
        claim(QUEUE, "a", 2);
        if (!reopen()) {
            return;
        }
        List<Claim> again = claim(QUEUE, "b", 10);
        assertThat(claimed(again)).isEqualTo(ids(messages));
        assertThat(again.get(0).redelivered()).isTrue();
        assertThat(again.get(1).redelivered()).isTrue();
    }

    // ---- removing

    @Test
    void removeReturnsWhatItRemoved() throws Exception {
        List<Message> messages = stored(QUEUE, 4);
        Message delayed = timed(QUEUE, 0, clock.millis() + 1000);
        apply(new Batch().store(delayed));
        claim(QUEUE, "a", 1);
        List<Message> removed = ask(() -> store().remove(
                        QUEUE,
                        delayed.sequence(),
                        messages.get(2).sequence(),
                        messages.get(0).sequence(),
                        store().nextSequence()));
        assertThat(ids(removed))
                .containsExactly(messages.get(0).sequence(), messages.get(2).sequence(), delayed.sequence());
        assertThat(body(removed.get(0))).isEqualTo(body(messages.get(0)));
        assertThat(ids(oldest(QUEUE, 10)))
                .containsExactly(messages.get(1).sequence(), messages.get(3).sequence());
        assertThat(counts(QUEUE)).isEqualTo(new Counts(2, 2L * messages.get(1).size(), 0, 0));
        assertThat(ask(() -> store().remove(QUEUE, messages.get(0).sequence()))).isEmpty();
    }

    @Test
    void removeAllWorksInPages() throws Exception {
        List<Message> messages = new ArrayList<>(stored(QUEUE, 25));
        Message delayed = timed(QUEUE, 0, clock.millis() + 1000);
        apply(new Batch().store(delayed));
        messages.add(delayed);
        messages.addAll(stored(QUEUE, 5));
        stored(OTHER, 1);
        claim(QUEUE, "a", 3);
        List<Message> removed = new ArrayList<>();
        List<Message> page = ask(() -> store().removeAll(QUEUE, 10));
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(10);
            removed.addAll(page);
            page = ask(() -> store().removeAll(QUEUE, 10));
        }
        assertThat(ids(removed)).isEqualTo(ids(messages));
        assertThat(counts(QUEUE)).isEqualTo(Counts.NONE);
        assertThat(ask(() -> store().destinations())).containsExactly(OTHER);
        assertThat(ask(() -> store().due(Long.MAX_VALUE, 10))).isEmpty();
    }

    @Test
    void aMoveGivesNewSequencesAndLeavesNothingBehind() throws Exception {
        List<Message> messages = stored(QUEUE, 3);
        claim(QUEUE, "a", 2);
        long[] wanted = {messages.get(0).sequence(), messages.get(1).sequence(), store().nextSequence()};
        List<Message> moved = ask(() -> store().move(QUEUE, OTHER, wanted));
        assertThat(moved).hasSize(2);
        assertThat(moved.get(0).destination()).isEqualTo(OTHER);
        assertThat(moved.get(0).sequence())
                .isGreaterThan(messages.get(2).sequence())
                .isLessThan(moved.get(1).sequence());
        assertThat(body(moved.get(1))).isEqualTo(body(messages.get(1)));
        assertThat(ids(oldest(OTHER, 10))).isEqualTo(ids(moved));
        assertThat(counts(QUEUE)).isEqualTo(new Counts(1, messages.get(2).size(), 0, 0));
        assertThat(counts(OTHER)).isEqualTo(new Counts(2, bytes(moved), 0, 0));
        assertThat(claimed(claim(OTHER, "b", 10))).isEqualTo(ids(moved));
        if (!reopen()) {
            return;
        }
        assertThat(ids(oldest(OTHER, 10))).isEqualTo(ids(moved));
        assertThat(oldest(QUEUE, 10)).hasSize(1);
    }

    // ---- delay, expiry, counts

    @Test
    void delayedMessagesAreNotInTheOrder() throws Exception {
        Message delayed = timed(QUEUE, 0, clock.millis() + 1000);
        Message ready = timed(QUEUE, 0, 0);
        apply(new Batch().store(delayed).store(ready));
        assertThat(ids(oldest(QUEUE, 10))).containsExactly(ready.sequence());
        assertThat(claimed(claim(QUEUE, "a", 10))).containsExactly(ready.sequence());
        assertThat(ids(ask(() -> store().get(QUEUE, delayed.sequence())))).containsExactly(delayed.sequence());
        assertThat(counts(QUEUE)).isEqualTo(new Counts(1, ready.size(), 1, 1));
        clock.advance(Duration.ofSeconds(2));
        assertThat(claim(QUEUE, "a", 10)).isEmpty();
    }

    @Test
    void dueGivesTheEarliestFirstAndTheyStay() throws Exception {
        long now = clock.millis();
        Message third = timed(QUEUE, 0, now + 3000);
        Message first = timed(OTHER, 0, now + 1000);
        Message second = timed(QUEUE, 0, now + 2000);
        apply(new Batch().store(third).store(first).store(second));
        assertThat(ask(() -> store().due(now + 999, 10))).isEmpty();
        assertThat(ids(ask(() -> store().due(now + 1000, 10)))).containsExactly(first.sequence());
        assertThat(ids(ask(() -> store().due(now + 9000, 2)))).containsExactly(first.sequence(), second.sequence());
        if (!reopen()) {
            return;
        }
        assertThat(ids(ask(() -> store().due(now + 9000, 10))))
                .containsExactly(first.sequence(), second.sequence(), third.sequence());
        Message ready = second.withoutDelay(store().nextSequence());
        apply(new Batch().remove(second).store(ready));
        assertThat(ids(ask(() -> store().due(now + 9000, 10)))).containsExactly(first.sequence(), third.sequence());
        assertThat(claimed(claim(QUEUE, "a", 10))).containsExactly(ready.sequence());
        assertThat(counts(QUEUE)).isEqualTo(new Counts(1, ready.size(), 1, 1));
    }

    @Test
    void expiredGivesTheEarliestFirstOfAllDestinationsAndTheyStay() throws Exception {
        long now = clock.millis();
        Message second = timed(QUEUE, now + 2000, 0);
        Message first = timed(OTHER, now + 1000, 0);
        Message delayed = timed(OTHER, now + 3000, now + 10_000);
        Message never = timed(QUEUE, 0, 0);
        apply(new Batch().store(second).store(first).store(never).store(delayed));
        claim(QUEUE, "a", 1);
        assertThat(ask(() -> store().expired(now + 999, 10))).isEmpty();
        assertThat(ids(ask(() -> store().expired(now + 9000, 10))))
                .containsExactly(first.sequence(), second.sequence(), delayed.sequence());
        assertThat(ask(() -> store().expired(now + 9000, 1))).hasSize(1);
        apply(new Batch().remove(first));
        if (!reopen()) {
            return;
        }
        assertThat(ids(ask(() -> store().expired(now + 9000, 10))))
                .containsExactly(second.sequence(), delayed.sequence());
    }

    @Test
    void countsAreExactAlsoAfterARestart() throws Exception {
        List<Message> messages = stored(QUEUE, 10);
        apply(new Batch().store(timed(QUEUE, 0, clock.millis() + 1000)));
        apply(new Batch().remove(messages.get(3)));
        claim(QUEUE, "a", 4);
        long expected = bytes(messages) - messages.get(3).size();
        assertThat(counts(QUEUE)).isEqualTo(new Counts(9, expected, 4, 1));
        if (!reopen()) {
            return;
        }
        assertThat(counts(QUEUE)).isEqualTo(new Counts(9, expected, 0, 1));
        assertThat(counts("/queue/unheard-of")).isEqualTo(Counts.NONE);
    }

    @Test
    void recoveryTellsTheMarks() throws Exception {
        List<Message> messages = stored(QUEUE, 10);
        apply(new Batch().remove(messages.get(0)).remove(messages.get(1)));
        apply(new Batch()
                .add(new Batch.LowWater(QUEUE, messages.get(2).sequence()))
                .add(new Batch.HandedOut(QUEUE, messages.get(5).sequence())));
        if (!reopen()) {
            return;
        }
        Recovery recovery = ask(() -> store().recover(QUEUE));
        assertThat(recovery.lowWater())
                .isGreaterThan(messages.get(1).sequence())
                .isLessThanOrEqualTo(messages.get(2).sequence());
        assertThat(recovery.handedOutUpTo()).isEqualTo(messages.get(5).sequence());
        assertThat(recovery.counts()).isEqualTo(new Counts(8, bytes(messages.subList(2, 10)), 0, 0));
        assertThat(claim(QUEUE, "a", 10).stream().map(Claim::redelivered))
                .containsExactly(true, true, true, true, false, false, false, false);
        assertThat(ask(() -> store().recover("/queue/new"))).isEqualTo(new Recovery(0, 0, List.of(), Counts.NONE));
    }

    @Test
    void whatIsStoredBelowTheLowWaterMarkIsFoundAllTheSame() throws Exception {
        Message late = given(QUEUE, "late");
        List<Message> messages = stored(QUEUE, 2);
        apply(new Batch().add(new Batch.LowWater(QUEUE, messages.get(0).sequence())));
        apply(new Batch().store(late));
        assertThat(oldest(QUEUE, 10)).hasSize(3);
        if (!reopen()) {
            return;
        }
        assertThat(oldest(QUEUE, 10)).hasSize(3);
        assertThat(ask(() -> store().recover(QUEUE)).lowWater()).isLessThanOrEqualTo(late.sequence());
    }

    // ---- content

    @Test
    void everyOctetValueSurvives() throws Exception {
        byte[] all = new byte[256];
        for (int i = 0; i < 256; i++) {
            all[i] = (byte) i;
        }
        Message message = draft(QUEUE, all).withSequence(store().nextSequence());
        Message empty = draft(QUEUE, new byte[0]).withSequence(store().nextSequence());
        apply(new Batch().store(message).store(empty));
        reopen();
        List<Message> read = oldest(QUEUE, 10);
        assertThat(body(read.get(0))).isEqualTo(all);
        assertThat(body(read.get(1))).isEmpty();
    }

    @Test
    void hugeBodiesKeepTheirPlaceInTheOrder() throws Exception {
        byte[] huge = random(20 << 20, 1);
        byte[] large = random(100_000, 2);
        Message first = draft(QUEUE, huge).withSequence(store().nextSequence());
        Message second = given(QUEUE, "small");
        Message third = draft(QUEUE, large).withSequence(store().nextSequence());
        apply(new Batch().store(first).store(second).store(third));
        assertThat(ids(oldest(QUEUE, 10))).isEqualTo(ids(List.of(first, second, third)));
        reopen();
        List<Claim> claims = claim(QUEUE, "a", 10);
        List<Message> read = new ArrayList<>();
        claims.forEach(claim -> read.add(claim.message()));
        if (claims.size() < 3) {
            claim(QUEUE, "a", 10).forEach(claim -> read.add(claim.message()));
        }
        assertThat(Arrays.equals(body(read.get(0)), huge)).isTrue();
        assertThat(Arrays.equals(body(read.get(2)), large)).isTrue();
        assertThat(counts(QUEUE).bytes()).isEqualTo(first.size() + second.size() + third.size());
        apply(new Batch().remove(first).remove(third));
        assertThat(counts(QUEUE)).isEqualTo(new Counts(1, second.size(), 1, 0));
    }

    @Test
    void anyNameOfADestinationWillDo() throws Exception {
        List<String> names =
                List.of("", "/queue/ärger", "/queue/日本語", "😀/\u0000\n\t", "x".repeat(10_000), "a", "a\u0000");
        Batch batch = new Batch();
        names.forEach(name -> batch.store(given(name, name)));
        apply(batch);
        reopen();
        for (String name : names) {
            Message read = oldest(name, 10).get(0);
            assertThat(read.destination()).isEqualTo(name);
            assertThat(body(read)).isEqualTo(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        assertThat(ask(() -> store().destinations())).containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void tenThousandDestinationsAreKeptApart() throws Exception {
        Set<String> names = new HashSet<>();
        for (int page = 0; page < 10; page++) {
            Batch batch = new Batch();
            for (int i = 0; i < 1_000; i++) {
                String name = "/queue/" + page + "/" + i;
                names.add(name);
                batch.store(given(name, name));
            }
            apply(batch);
        }
        reopen();
        assertThat(ask(() -> store().destinations())).containsExactlyInAnyOrderElementsOf(names);
        for (String name : List.of("/queue/0/0", "/queue/5/999", "/queue/9/123")) {
            assertThat(body(claim(name, "a", 10).get(0).message()))
                    .isEqualTo(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertThat(counts(name).messages()).isEqualTo(1);
        }
    }

    // ---- owners, ends

    @Test
    void twoOwnersHaveADoorEach() throws Exception {
        try (Owner second = new Owner("second-owner");
                MessageStore door = door(second)) {
            stored(QUEUE, 3);
            Message theirs = draft(OTHER, new byte[3]).withSequence(door.nextSequence());
            second.call(() -> door.apply(new Batch().store(theirs)));
            assertThat(claim(QUEUE, "same name", 10)).hasSize(3);
            assertThat(second.call(() -> door.claim(OTHER, "same name", 10))).hasSize(1);
            assertThat(second.call(() -> door.releaseAll("same name", false))).isEqualTo(1);
            assertThat(counts(QUEUE).claimed()).isEqualTo(3);
            assertThat(ask(() -> store().destinations())).containsExactlyInAnyOrder(QUEUE, OTHER);
        }
        assertThat(counts(QUEUE).messages()).isEqualTo(3);
    }

    @Test
    void aClosedStoreSaysSo() throws Exception {
        MessageStore door = door(owner);
        Message message = given(QUEUE, "x");
        door.close();
        door.close();
        List<Callable<CompletionStage<?>>> verbs = List.of(
                () -> door.apply(new Batch().store(message)),
                () -> door.get(QUEUE, 1),
                () -> door.oldest(QUEUE, 0, 10, 1, 1),
                () -> door.claim(QUEUE, "a", 1),
                () -> door.release(QUEUE, false, 0, 1),
                () -> door.releaseAll("a", false),
                () -> door.releaseDestination(QUEUE),
                () -> door.remove(QUEUE, 1),
                () -> door.removeAll(QUEUE, 1),
                () -> door.move(QUEUE, OTHER, 1),
                () -> door.recover(QUEUE),
                () -> door.due(0, 1),
                () -> door.expired(0, 1),
                () -> door.counts(QUEUE),
                door::destinations,
                door::flush,
                () -> door.checkpoint(directory.resolve("copy")),
                door::verify);
        for (Callable<CompletionStage<?>> verb : verbs) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> ask(() -> verb.call().thenApply(value -> value)))
                    .extracting(StoreException::kind)
                    .isEqualTo(StoreException.Kind.CLOSED);
        }
        assertThat(oldest(QUEUE, 10)).isEmpty();
    }

    @Test
    void sequencesGoOnAfterARestart() throws Exception {
        long before = store().nextSequence();
        if (!reopen()) {
            return;
        }
        assertThat(store().nextSequence()).isGreaterThan(before);
    }

    @Test
    void aHealthyStoreVerifies() throws Exception {
        stored(QUEUE, 100);
        apply(new Batch().store(draft(QUEUE, random(50_000, 3)).withSequence(store().nextSequence())));
        apply(new Batch().store(timed(QUEUE, clock.millis() + 1, clock.millis() + 2)));
        assertThat(ask(() -> store().verify())).isEmpty();
        reopen();
        assertThat(ask(() -> store().verify())).isEmpty();
    }

    @Test
    void aCheckpointIsAStoreOfItsOwn() throws Exception {
        assumeThat(store().capabilities()).contains(Capability.CHECKPOINT);
        List<Message> messages = new ArrayList<>(stored(QUEUE, 10));
        Message large = draft(QUEUE, random(50_000, 3)).withSequence(store().nextSequence());
        apply(new Batch().store(large));
        messages.add(large);
        Path copy = directory.resolve("copy");
        ask(() -> store().checkpoint(copy));
        ask(() -> store().removeAll(QUEUE, 100));
        stored(QUEUE, 3);
        try {
            MessageStore second = openCheckpoint(copy, owner);
            List<Message> read = ask(() -> second.oldest(QUEUE, 0, Long.MAX_VALUE, 100, Long.MAX_VALUE));
            assertThat(ids(read)).isEqualTo(ids(messages));
            assertThat(body(read.get(10))).isEqualTo(body(large));
            assertThat(ask(() -> second.verify())).isEmpty();
            second.close();
        } finally {
            closeCheckpoint();
        }
        assertThat(Files.exists(copy)).isTrue();
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> ask(() -> store().checkpoint(copy)));
        assertThat(oldest(QUEUE, 10)).hasSize(3);
    }

    @Test
    void randomWorkAgreesWithAPlainList() throws Exception {
        Random random = new Random(4711);
        List<Message> expected = new ArrayList<>();
        for (int round = 0; round < 60; round++) {
            Batch batch = new Batch();
            for (int i = random.nextInt(20); i > 0; i--) {
                Message message = draft(QUEUE, random(random.nextInt(20) == 0 ? 9_000 : 50, round))
                        .withSequence(store().nextSequence());
                expected.add(message);
                batch.store(message);
            }
            for (int i = random.nextInt(18); i > 0 && !expected.isEmpty(); i--) {
                batch.remove(expected.remove(random.nextInt(expected.size())));
            }
            apply(batch);
            if (round % 20 == 19) {
                reopen();
            }
        }
        assertThat(ids(oldest(QUEUE, 10_000))).isEqualTo(ids(expected));
        assertThat(counts(QUEUE)).isEqualTo(new Counts(expected.size(), bytes(expected), 0, 0));
        assertThat(ask(() -> store().verify())).isEmpty();
    }
}
