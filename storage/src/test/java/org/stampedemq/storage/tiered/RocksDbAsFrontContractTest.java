package org.stampedemq.storage.tiered;

import java.util.concurrent.Executor;
import org.stampedemq.storage.MessageStore;

/** RocksDB in the role of the front store. */
final class RocksDbAsFrontContractTest extends CompositionContract {
    @Override
    protected MessageStore compose(Executor owner) {
        return new TieredStore(
                rocks(owner),
                memory(owner),
                TieredSettings.defaults(),
                owner,
                clock::millis,
                destination -> true,
                new QuietListener());
    }
}
