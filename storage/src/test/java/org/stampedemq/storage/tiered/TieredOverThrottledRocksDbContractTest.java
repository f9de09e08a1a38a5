package org.stampedemq.storage.tiered;

import java.util.concurrent.Executor;
import org.stampedemq.storage.MessageStore;

/** Both compositions, one over the other. */
final class TieredOverThrottledRocksDbContractTest extends CompositionContract {
    @Override
    protected MessageStore compose(Executor owner) {
        return tiered(throttled(rocks(owner), memory(owner), owner), owner);
    }
}
