package org.stampedemq.storage.tiered;

import java.util.concurrent.Executor;
import org.junit.jupiter.api.Tag;
import org.stampedemq.storage.MessageStore;

/** The product as it usually runs, with little memory. Long: the composition of both runs always. */
@Tag("torture")
final class TieredOverRocksDbContractTest extends CompositionContract {
    @Override
    protected MessageStore compose(Executor owner) {
        return tiered(rocks(owner), owner);
    }
}
