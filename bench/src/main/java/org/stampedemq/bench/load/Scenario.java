package org.stampedemq.bench.load;

/** One kind of run. Blocks the caller until it is over. */
interface Scenario {
    /**
     * Goes through with it.
     *
     * @throws LoadFailedException if the broker refused something, went away, or could not be reached
     */
    Report run();
}
