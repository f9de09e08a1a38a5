package org.stampedemq.storage.tiered;

import java.util.concurrent.Executor;
import org.junit.jupiter.api.Tag;
import org.stampedemq.storage.MessageStore;

/** RocksDB with one batch on the way at a time. Long: the composition of both runs always. */
@Tag("torture")
final class ThrottledRocksDbContractTest extends CompositionContract {
    @Override
    protected MessageStore compose(Executor owner) {
        return throttled(rocks(owner), memory(owner), owner);
    }
}
