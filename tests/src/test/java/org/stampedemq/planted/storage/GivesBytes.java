package org.stampedemq.planted.storage;

public interface GivesBytes {
    byte[] body();
}
