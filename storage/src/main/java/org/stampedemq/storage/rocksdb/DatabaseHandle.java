package org.stampedemq.storage.rocksdb;

import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.stampedemq.storage.StoreException;

/**
 * The one way of readers to RocksDB, so that the committer can close it and open it anew after the disk was full. Readers
 * share; the committer needs no part in it except for that.
 */
final class DatabaseHandle {
    /** Reads with a database that stays open meanwhile. */
    @FunctionalInterface
    interface Reading<T> {
        T read(Database database) throws RocksDBException, StoreException;
    }

    /** Opens another one. */
    @FunctionalInterface
    interface Opening {
        Database open() throws StoreException;
    }

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final StoreFiles files;
    private @Nullable Database database;

    DatabaseHandle(StoreFiles files, Database database) {
        this.files = files;
        this.database = database;
    }

    <T> T read(Reading<T> reading) throws StoreException {
        lock.readLock().lock();
        try {
            Database open = database;
            if (open == null) {
                throw new StoreException(
                        StoreException.Kind.UNAVAILABLE,
                        "The store in " + files.directory() + " is not open at present.");
            }
            return reading.read(open);
        } catch (RocksDBException failed) {
            throw Database.refusal(files.directory(), failed);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Closes what is open and opens another, with no reader in between. */
    Database replace(Opening opening) throws StoreException {
        lock.writeLock().lock();
        try {
            close();
            Database opened = opening.open();
            database = opened;
            return opened;
        } finally {
            lock.writeLock().unlock();
        }
    }

    void close() {
        lock.writeLock().lock();
        try {
            if (database != null) {
                database.close();
                database = null;
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
