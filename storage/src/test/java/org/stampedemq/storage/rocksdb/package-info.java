/** Promises of the engine on RocksDB. */
@NullMarked
package org.stampedemq.storage.rocksdb;

import org.jspecify.annotations.NullMarked;
