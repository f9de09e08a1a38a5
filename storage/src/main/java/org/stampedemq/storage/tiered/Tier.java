package org.stampedemq.storage.tiered;

import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.stampedemq.storage.MessageStore;

/**
 * The parts of one tier, and who sees whom: each part answers one question and asks the others through here. Wired by hand,
 * in order; nothing happens in constructors.
 */
final class Tier {
    final MessageStore back;
    final TieredSettings settings;
    final Predicate<String> owns;
    final Bodies bodies;
    /** Drawn at the start: what lies below was stored in an earlier life. */
    final long lifeBeganAt;

    final Turn turn;
    final Signals signals;
    final Orders orders;
    final Fresh fresh;
    final Shares shares;
    final HandOutMarks marks;
    final HeldBack heldBack;
    final Readiness readiness;
    final Refill refill;
    final Claims claims;
    final Refused refused;
    final Delays delays;
    final Expiry expiry;

    long refreshed;
    long evicted;
    long writesSaved;
    long pushedOut;

    Tier(
            MessageStore back,
            Bodies bodies,
            TieredSettings settings,
            Executor owner,
            LongSupplier clockMillis,
            Predicate<String> owns,
            FrontStore.Listener listener) {
        this.back = back;
        this.bodies = bodies;
        this.settings = settings;
        this.owns = owns;
        this.lifeBeganAt = back.nextSequence();
        this.signals = new Signals(owner, listener);
        this.turn = new Turn(this, new Elapsed(clockMillis));
        this.orders = new Orders(this);
        this.fresh = new Fresh(bodies, settings.maxBytes() / 8);
        this.shares = new Shares(this);
        this.marks = new HandOutMarks(this);
        this.heldBack = new HeldBack(this);
        this.readiness = new Readiness(this);
        this.refill = new Refill(this);
        this.claims = new Claims(this);
        this.refused = new Refused(this);
        this.delays = new Delays(this);
        this.expiry = new Expiry(this);
    }
}
