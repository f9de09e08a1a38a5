package org.stampedemq.storage;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One thread that owns doors in a test: calls are made there, and stages must complete there. */
public final class Owner implements Executor, AutoCloseable {
    private final ExecutorService thread;
    private final String name;

    public Owner(String name) {
        this.name = name;
        this.thread = Executors.newSingleThreadExecutor(work -> {
            Thread made = new Thread(work, name);
            made.setDaemon(true);
            return made;
        });
    }

    @Override
    public void execute(Runnable work) {
        thread.execute(work);
    }

    /** Calls on the owner's thread and waits for the stage; fails unless the stage completed on the owner's thread. */
    public <T> T call(Callable<CompletionStage<T>> verb) throws Exception {
        return wait(start(verb));
    }

    /** Calls on the owner's thread and does not wait. */
    public <T> CompletableFuture<T> start(Callable<CompletionStage<T>> verb) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        thread.submit(() -> {
                    verb.call().whenComplete((value, failure) -> {
                        if (!Thread.currentThread().getName().equals(name)) {
                            result.completeExceptionally(new AssertionError(
                                    "completed on " + Thread.currentThread().getName() + ", not on " + name));
                        } else if (failure != null) {
                            result.completeExceptionally(failure);
                        } else {
                            result.complete(value);
                        }
                    });
                    return true;
                })
                .get(60, TimeUnit.SECONDS);
        return result;
    }

    /** Waits for what {@link #start} began. */
    public static <T> T wait(CompletableFuture<T> stage) throws Exception {
        try {
            return stage.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof StoreException refused) {
                throw refused;
            }
            if (failed.getCause() instanceof AssertionError wrong) {
                throw wrong;
            }
            throw failed;
        } catch (TimeoutException late) {
            throw new AssertionError("no answer within 60 s", late);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
