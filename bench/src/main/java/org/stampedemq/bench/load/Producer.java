package org.stampedemq.bench.load;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends stamped messages to one destination: as many as its receipt window allows, or each at its time. What a turn brings
 * in receipts leaves as one write of as many new messages.
 */
final class Producer implements LinkOwner {
    /** A pump that writes more than this gives the other connections of the loop their turn. */
    private static final int PUMP_BYTES = 256 << 10;

    private final SendTemplate template;
    private final int window;
    private final LongSupplier clock;
    private final Consumer<LoadFailedException> onFailure;
    private final SendRecorder recorder = new SendRecorder();
    /** When the outstanding messages were sent, or were due; by sequence number. */
    private final long[] startedNanos;

    private @Nullable Link link;
    private @Nullable Pace pace;
    private @Nullable Future<?> alarm;
    private boolean pumpPosted;
    private boolean stopped;
    private long sequence;

    Producer(SendTemplate template, int window, LongSupplier clock, Consumer<LoadFailedException> onFailure) {
        this.template = template;
        this.window = window;
        this.clock = clock;
        this.onFailure = onFailure;
        // four times the window: receipts that overtake each other still find their own entry
        this.startedNanos = new long[Integer.highestOneBit(Math.max(1, window)) * 8];
    }

    @Override
    public void connected(Link connected) {
        link = connected;
        connected.ready().complete(connected);
    }

    /** On the loop. Runs until {@link #stop} or the pace's limit. */
    void start(Pace wanted, MeasuredTime measured) {
        pace = wanted;
        recorder.measure(measured);
        pump();
    }

    /** On the loop. Receipts of what was sent still count. */
    void stop() {
        stopped = true;
        if (alarm != null) {
            alarm.cancel(false);
        }
    }

    SendRecorder recorder() {
        return recorder;
    }

    @Override
    public void receipt(long receipt) {
        if (receipt < 0 || receipt >= sequence) {
            onFailure.accept(new LoadFailedException("the broker sent a receipt for nothing: " + receipt));
            return;
        }
        long now = clock.getAsLong();
        recorder.confirmed(now, now - startedNanos[(int) receipt & (startedNanos.length - 1)]);
    }

    @Override
    public void turnEnds() {
        pump();
    }

    @Override
    public void writable() {
        pump();
    }

    @Override
    public void failed(LoadFailedException failure) {
        stopped = true;
        onFailure.accept(failure);
    }

    private void pump() {
        Link out = link;
        Pace due = pace;
        if (out == null || due == null) {
            return;
        }
        int room = PUMP_BYTES;
        long now = clock.getAsLong();
        while (mayGo(out, due)) {
            long dueNanos = due.isFixed() ? due.dueNanos(sequence) : now;
            if (dueNanos - now > 0) {
                now = clock.getAsLong();
                if (dueNanos - now > 0) {
                    setAlarm(out, dueNanos - now);
                    break;
                }
            }
            if (room <= 0) {
                postPump(out);
                break;
            }
            send(out, now, dueNanos);
            room -= template.frameBytes();
        }
        out.flush();
    }

    private boolean mayGo(Link out, Pace due) {
        return !stopped
                && sequence < due.limit()
                && (window == 0 || sequence - recorder.confirmed() < window)
                && out.isWritable();
    }

    private void send(Link out, long now, long dueNanos) {
        template.write(out.output(template.frameBytes()), sequence, dueNanos);
        startedNanos[(int) sequence & (startedNanos.length - 1)] = dueNanos;
        sequence++;
        recorder.sent(now, now - dueNanos);
    }

    private void setAlarm(Link out, long nanos) {
        if (alarm == null) {
            alarm = out.loop()
                    .schedule(
                            () -> {
                                alarm = null;
                                pump();
                            },
                            nanos,
                            TimeUnit.NANOSECONDS);
        }
    }

    private void postPump(Link out) {
        if (!pumpPosted) {
            pumpPosted = true;
            out.loop().execute(() -> {
                pumpPosted = false;
                pump();
            });
        }
    }
}
