package org.stampedemq.storage.rocksdb;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksObject;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;
import org.stampedemq.storage.StoreException;

/** RocksDB with its column families and settings. Memory outside the heap is bounded by the cache, write buffers included. */
final class Database implements AutoCloseable {
    private static final List<String> FAMILIES =
            List.of("default", "names", "heads", "messages", "delayed", "due", "expiry", "references", "failures");

    final RocksDB db;
    final ColumnFamilyHandle meta;
    final ColumnFamilyHandle names;
    final ColumnFamilyHandle heads;
    final ColumnFamilyHandle messages;
    final ColumnFamilyHandle delayed;
    final ColumnFamilyHandle due;
    final ColumnFamilyHandle expiry;
    final ColumnFamilyHandle references;
    final ColumnFamilyHandle failures;

    private final List<ColumnFamilyHandle> handles;
    private final List<RocksObject> owned;
    private final WriteOptions synced = new WriteOptions().setSync(true);
    private final ReadOptions plain = new ReadOptions();

    private Database(RocksDB db, List<ColumnFamilyHandle> handles, List<RocksObject> owned) {
        this.db = db;
        this.handles = handles;
        this.owned = owned;
        meta = handles.get(0);
        names = handles.get(1);
        heads = handles.get(2);
        messages = handles.get(3);
        delayed = handles.get(4);
        due = handles.get(5);
        expiry = handles.get(6);
        references = handles.get(7);
        failures = handles.get(8);
    }

    static Database open(Path directory, RocksDbSettings settings) throws StoreException {
        RocksDB.loadLibrary();
        List<RocksObject> owned = new ArrayList<>();
        Cache cache = new LRUCache(settings.cacheBytes());
        owned.add(cache);
        WriteBufferManager buffers = new WriteBufferManager(settings.writeBufferBytes(), cache);
        owned.add(buffers);
        BloomFilter filter = new BloomFilter(10);
        owned.add(filter);
        BlockBasedTableConfig table = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setBlockSize(16 << 10)
                .setFilterPolicy(filter)
                .setFormatVersion(5)
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true);
        ColumnFamilyOptions large = family(table).setWriteBufferSize(settings.writeBufferBytes());
        ColumnFamilyOptions small = family(table).setWriteBufferSize(8L << 20);
        owned.add(large);
        owned.add(small);
        DBOptions options = options(settings, buffers);
        owned.add(options);
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        for (String name : FAMILIES) {
            boolean holdsRecords = "messages".equals(name) || "delayed".equals(name);
            descriptors.add(new ColumnFamilyDescriptor(
                    name.getBytes(java.nio.charset.StandardCharsets.US_ASCII), holdsRecords ? large : small));
        }
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try {
            return new Database(
                    RocksDB.open(options, directory.toString(), descriptors, handles), List.copyOf(handles), owned);
        } catch (RocksDBException failed) {
            owned.forEach(RocksObject::close);
            throw refusal(directory, failed);
        }
    }

    private static ColumnFamilyOptions family(BlockBasedTableConfig table) {
        return new ColumnFamilyOptions()
                .setTableFormatConfig(table)
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setMaxWriteBufferNumber(3);
    }

    private static DBOptions options(RocksDbSettings settings, WriteBufferManager buffers) {
        return new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setParanoidChecks(true)
                .setWriteBufferManager(buffers)
                .setMaxTotalWalSize(settings.maxWalBytes())
                .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
                .setRecycleLogFileNum(0)
                .setMaxOpenFiles(256)
                .setMaxBackgroundJobs(2)
                .setMaxLogFileSize(1 << 20)
                .setKeepLogFileNum(3)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0);
    }

    /** Writes and syncs. */
    void write(WriteBatch batch) throws RocksDBException {
        db.write(synced, batch);
    }

    /** Writes what is in memory to tables and rewrites them without what was removed. May take long. */
    void compact() throws RocksDBException {
        try (FlushOptions options = new FlushOptions().setWaitForFlush(true)) {
            db.flush(options, handles);
        }
        for (ColumnFamilyHandle family : handles) {
            db.compactRange(family);
        }
    }

    /** Whether a row is there now. */
    boolean contains(ColumnFamilyHandle family, byte[] key) throws RocksDBException {
        return db.get(family, plain, key, new byte[0]) != RocksDB.NOT_FOUND;
    }

    long metaNumber(byte[] key, long otherwise) throws RocksDBException {
        byte[] value = db.get(meta, key);
        return value == null ? otherwise : ByteBuffer.wrap(value).getLong();
    }

    /** Puts and syncs a number; before the committer runs, never beside it. */
    void putMetaNumber(byte[] key, long value) throws RocksDBException {
        db.put(meta, synced, key, number(value));
    }

    static byte[] number(long value) {
        return ByteBuffer.allocate(8).putLong(value).array();
    }

    /** What an error of RocksDB means to the caller; the text of RocksDB names the file. */
    static StoreException refusal(Path directory, RocksDBException failed) {
        Status status = failed.getStatus();
        Status.Code code = status == null ? Status.Code.Undefined : status.getCode();
        if (isNoSpace(failed)) {
            return new StoreException(
                    StoreException.Kind.FULL,
                    "The disk of " + directory + " is full: " + failed.getMessage() + ". Make room; nothing is lost.",
                    failed);
        }
        if (code == Status.Code.Corruption) {
            return new StoreException(
                    StoreException.Kind.CORRUPT,
                    "The store in " + directory + " is damaged: " + failed.getMessage() + ". Restore it from a copy.",
                    failed);
        }
        return new StoreException(
                StoreException.Kind.BROKEN,
                "The store in " + directory + " failed: " + failed.getMessage() + ". Restart the node.",
                failed);
    }

    static boolean isNoSpace(RocksDBException failed) {
        Status status = failed.getStatus();
        return status != null
                && (status.getSubCode() == Status.SubCode.NoSpace
                        || String.valueOf(failed.getMessage()).contains("No space left"));
    }

    @Override
    public void close() {
        plain.close();
        synced.close();
        handles.forEach(ColumnFamilyHandle::close);
        db.close();
        owned.forEach(RocksObject::close);
    }
}
