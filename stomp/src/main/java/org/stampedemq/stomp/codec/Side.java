package org.stampedemq.stomp.codec;

/** Who reads: it decides which commands there are. */
public enum Side {
    /** Reads what clients say: CONNECT, SEND and so on. */
    SERVER,
    /** Reads what servers say: CONNECTED, MESSAGE, RECEIPT, ERROR. */
    CLIENT
}
