package org.stampedemq.planted.broker;

import org.rocksdb.Status;

public record UsesRocksDb(Status foreign) {}
