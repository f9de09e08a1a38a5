package org.stampedemq.bench.load;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A connection that does nothing once it is there: idle, or a subscriber that never reads. */
final class Bystander implements LinkOwner {
    private final String subscribeFrame;
    private final boolean reads;
    private final Consumer<LoadFailedException> onFailure;
    private @Nullable Link link;

    /**
     * @param subscribeFrame with a receipt; empty for none
     * @param reads if not, the socket is not read again after the subscription
     */
    Bystander(String subscribeFrame, boolean reads, Consumer<LoadFailedException> onFailure) {
        this.subscribeFrame = subscribeFrame;
        this.reads = reads;
        this.onFailure = onFailure;
    }

    @Override
    public void connected(Link connected) {
        link = connected;
        if (subscribeFrame.isEmpty()) {
            prepared(connected);
        } else {
            connected.write(subscribeFrame);
        }
    }

    @Override
    public void receipt(long receipt) {
        if (link != null) {
            prepared(link);
        }
    }

    private void prepared(Link connected) {
        if (!reads) {
            connected.channel().config().setAutoRead(false);
        }
        connected.ready().complete(connected);
    }

    /** A broker may well throw out one that never reads: that is what is being looked at, not a fault of the run. */
    @Override
    public void failed(LoadFailedException failure) {
        if (reads) {
            onFailure.accept(failure);
        }
    }
}
