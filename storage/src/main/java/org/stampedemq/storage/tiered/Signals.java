package org.stampedemq.storage.tiered;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.stampedemq.storage.Message;

/** What the listener is to be told, kept until no call of the owner is under way. */
final class Signals {
    private final Executor owner;
    private final FrontStore.Listener listener;
    private final Deque<String> ready = new ArrayDeque<>();
    private final Deque<Message> pushedOut = new ArrayDeque<>();
    private Map<String, List<Message>> expired = new LinkedHashMap<>();
    private boolean scheduled;
    private boolean delivering;

    Signals(Executor owner, FrontStore.Listener listener) {
        this.owner = owner;
        this.listener = listener;
    }

    void ready(String destination) {
        ready.add(destination);
    }

    void expired(Message message) {
        expired.computeIfAbsent(message.destination(), d -> new ArrayList<>()).add(message);
    }

    void pushedOut(Message message) {
        pushedOut.add(message);
    }

    /** Tells the listener on a later turn of the owner's executor, if there is anything to tell. */
    void schedule() {
        if (scheduled || delivering || nothing()) {
            return;
        }
        scheduled = true;
        try {
            owner.execute(() -> {
                scheduled = false;
                deliver();
            });
        } catch (RejectedExecutionException e) {
            // The owner has ended; there is nobody left to tell.
            scheduled = false;
        }
    }

    /** Tells the listener now. What it does in return may give rise to more, which is told in the same loop. */
    void deliver() {
        if (delivering) {
            return;
        }
        delivering = true;
        try {
            while (!nothing()) {
                String destination = ready.poll();
                if (destination != null) {
                    listener.ready(destination);
                }
                Map<String, List<Message>> gone = expired;
                if (!gone.isEmpty()) {
                    expired = new LinkedHashMap<>();
                    gone.forEach(listener::expired);
                }
                Message out = pushedOut.poll();
                if (out != null) {
                    listener.pushedOut(out);
                }
            }
        } finally {
            delivering = false;
        }
    }

    private boolean nothing() {
        return ready.isEmpty() && expired.isEmpty() && pushedOut.isEmpty();
    }
}
