package org.stampedemq.storage.tiered;

import java.util.List;

/** What the starvation tests ask of a store's policy. Messages are known by their sequence. */
interface OrderPolicy {
    /** Stores a message. */
    long send(String destination);

    /** Claims at most so many that can be had at once. */
    List<Long> claim(String destination, String claimant, int max);

    void acknowledge(String destination, long sequence);

    /** Gives back everything of a claimant. */
    void releaseAll(String claimant);

    /** Time has passed: lets answers come in and timers run. */
    void step();

    /** Memory is lost; what is stored is there. */
    void restart();
}
