/** Planted faults. */
@NullMarked
package org.stampedemq.planted.storage.rocksdb;

import org.jspecify.annotations.NullMarked;
