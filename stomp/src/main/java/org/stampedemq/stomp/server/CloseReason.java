package org.stampedemq.stomp.server;

/** Why a connection ended, for advisories and logs. */
public enum CloseReason {
    /** The client closed its end or the link broke. */
    CLIENT_GONE,
    /** We refused something with an ERROR. */
    PROTOCOL_ERROR,
    /** Nothing was heard for twice the negotiated time. */
    HEART_BEAT_MISSED,
    /** Not logged in within the time allowed. */
    LOGIN_TIMEOUT,
    /** The client did not read and its unwritten octets passed the limit. */
    SLOW_READER,
    /** Our own wish: DISCONNECT was answered, or the node stops. */
    SERVER_CLOSED
}
