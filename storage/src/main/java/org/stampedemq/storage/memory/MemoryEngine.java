package org.stampedemq.storage.memory;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Counts;
import org.stampedemq.storage.Message;
import org.stampedemq.storage.MessageStore;
import org.stampedemq.storage.Recovery;
import org.stampedemq.storage.StoreException;

/**
 * Messages in the heap, shared by the doors of any number of owners. One lock guards all: nothing under it takes longer
 * than its own batch or page. Bounded in octets of records; a batch that would exceed the bound is refused as {@link
 * StoreException.Kind#FULL}, whole.
 */
public final class MemoryEngine implements AutoCloseable {
    private record Moment(long atMillis, long sequence, String destination) {
        static final Comparator<Moment> EARLIEST_FIRST =
                Comparator.comparingLong(Moment::atMillis).thenComparingLong(Moment::sequence);
    }

    private final Object lock = new Object();
    private final Map<String, MemoryDestination> destinations = new HashMap<>();
    private final TreeSet<Moment> due = new TreeSet<>(Moment.EARLIEST_FIRST);
    private final TreeSet<Moment> expiry = new TreeSet<>(Moment.EARLIEST_FIRST);
    private final AtomicLong sequence = new AtomicLong();
    private final InstantSource clock;
    private final long maxBytes;
    private long bytes;
    private volatile boolean closed;

    /** @param maxBytes of records, all destinations together */
    public MemoryEngine(InstantSource clock, long maxBytes) {
        this.clock = clock;
        this.maxBytes = maxBytes;
    }

    /** A door for one owner; its stages complete on this executor. */
    public MessageStore open(Executor owner) {
        return new MemoryStore(this, owner, clock);
    }

    /** Forgets everything; every door answers {@link StoreException.Kind#CLOSED} from now on. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            destinations.clear();
            due.clear();
            expiry.clear();
        }
    }

    boolean isClosed() {
        return closed;
    }

    long nextSequence() {
        return sequence.incrementAndGet();
    }

    void apply(Batch batch) throws StoreException {
        synchronized (lock) {
            if (bytes + batch.bytes() > maxBytes && batch.bytes() > 0) {
                throw new StoreException(
                        StoreException.Kind.FULL,
                        "The memory store is full: " + bytes + " of " + maxBytes + " octets are in use and a batch of "
                                + batch.bytes() + " was to be added. Consume messages or raise the bound.");
            }
            for (Batch.Change change : batch.changes()) {
                apply(change);
            }
        }
    }

    private void apply(Batch.Change change) {
        if (change instanceof Batch.Store store) {
            add(store.message());
        } else if (change instanceof Batch.Remove remove) {
            take(remove.destination(), remove.sequence());
        } else if (change instanceof Batch.Failed failed) {
            destination(failed.destination()).failed(failed);
        } else if (change instanceof Batch.HandedOut handedOut) {
            destination(handedOut.destination()).handedOut(handedOut.upToSequence());
        } else if (change instanceof Batch.LowWater lowWater) {
            destination(lowWater.destination()).lowWater(lowWater.sequence());
        }
    }

    private MemoryDestination destination(String name) {
        return destinations.computeIfAbsent(name, n -> new MemoryDestination());
    }

    private void add(Message message) {
        MemoryDestination destination = destination(message.destination());
        if (destination.find(message.sequence()) != null) {
            return;
        }
        destination.add(message);
        bytes += message.size();
        if (message.dueAtMillis() != 0) {
            due.add(new Moment(message.dueAtMillis(), message.sequence(), message.destination()));
        }
        if (message.expiresAtMillis() != 0) {
            expiry.add(new Moment(message.expiresAtMillis(), message.sequence(), message.destination()));
        }
    }

    private @Nullable Message take(String name, long taken) {
        MemoryDestination destination = destinations.get(name);
        Message message = destination == null ? null : destination.remove(taken);
        if (message == null) {
            return null;
        }
        bytes -= message.size();
        due.remove(new Moment(message.dueAtMillis(), taken, name));
        expiry.remove(new Moment(message.expiresAtMillis(), taken, name));
        return message;
    }

    List<Message> get(String name, long... sequences) {
        synchronized (lock) {
            TreeMap<Long, Message> found = new TreeMap<>();
            MemoryDestination destination = destinations.get(name);
            if (destination != null) {
                for (long wanted : sequences) {
                    Message message = destination.find(wanted);
                    if (message != null) {
                        found.put(wanted, message);
                    }
                }
            }
            return List.copyOf(found.values());
        }
    }

    List<Message> oldest(String name, long above, long below, int maxMessages, long maxBytes) {
        synchronized (lock) {
            List<Message> found = new ArrayList<>();
            MemoryDestination destination = destinations.get(name);
            if (destination == null || above >= below) {
                return found;
            }
            long octets = 0;
            for (Message message :
                    destination.ready.subMap(above, false, below, false).values()) {
                octets += message.size();
                if (found.size() >= maxMessages || (octets > maxBytes && !found.isEmpty())) {
                    break;
                }
                found.add(message);
            }
            return found;
        }
    }

    List<Message> remove(String name, long... sequences) {
        synchronized (lock) {
            List<Message> removed = new ArrayList<>(get(name, sequences));
            removed.forEach(message -> take(name, message.sequence()));
            return removed;
        }
    }

    List<Message> removeLowest(String name, int max) {
        synchronized (lock) {
            MemoryDestination destination = destinations.get(name);
            List<Message> removed = destination == null ? List.of() : List.copyOf(destination.lowest(max));
            removed.forEach(message -> take(name, message.sequence()));
            return removed;
        }
    }

    List<Message> move(String from, String to, long... sequences) {
        synchronized (lock) {
            List<Message> moved = new ArrayList<>();
            for (Message message : remove(from, sequences)) {
                Message there = message.movedTo(to, nextSequence());
                add(there);
                moved.add(there);
            }
            return moved;
        }
    }

    List<Message> due(long nowMillis, int max) {
        return upTo(due, nowMillis, max);
    }

    List<Message> expired(long nowMillis, int max) {
        return upTo(expiry, nowMillis, max);
    }

    private List<Message> upTo(SortedSet<Moment> moments, long nowMillis, int max) {
        synchronized (lock) {
            List<Message> found = new ArrayList<>();
            for (Moment moment : moments) {
                if (moment.atMillis > nowMillis || found.size() >= max) {
                    break;
                }
                found.addAll(get(moment.destination, moment.sequence));
            }
            return found;
        }
    }

    Recovery recover(String name) {
        synchronized (lock) {
            MemoryDestination destination = destinations.get(name);
            return destination == null ? new Recovery(0, 0, List.of(), Counts.NONE) : destination.recovery();
        }
    }

    Counts counts(String name, long claimed) {
        synchronized (lock) {
            MemoryDestination destination = destinations.get(name);
            return destination == null ? Counts.NONE : destination.counts(claimed);
        }
    }

    List<String> names() {
        synchronized (lock) {
            List<String> names = new ArrayList<>();
            destinations.forEach((name, destination) -> {
                if (!destination.isEmpty()) {
                    names.add(name);
                }
            });
            return names;
        }
    }
}
