package org.stampedemq.storage;

/** What an engine can do, declared by it so that nobody asks for its type. */
public enum Capability {
    /** What {@link MessageStore#apply} completed survives the process and a power cut. */
    DURABLE,
    /** Several nodes may use it at once. */
    SHARED,
    /** It refuses or holds back what exceeds a bound of its own. */
    BOUNDED,
    /** Claims survive the process and end at a time. */
    LEASES,
    /** {@link MessageStore#checkpoint} is cheap: hard links, not copies. */
    CHECKPOINT
}
