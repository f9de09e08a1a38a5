package org.stampedemq.stomp.frame;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A set of header names that never changes. A question to it is one test of a bit. */
@SuppressWarnings("EnumOrdinal") // the bit is the ordinal; it never leaves the process
public final class HeaderSet {
    /** The set without names. */
    public static final HeaderSet NONE = new HeaderSet(0);

    private final long bits;

    private HeaderSet(long bits) {
        this.bits = bits;
    }

    public static HeaderSet of(HeaderName... names) {
        long bits = 0;
        for (HeaderName name : names) {
            bits |= 1L << name.ordinal();
        }
        return new HeaderSet(bits);
    }

    public boolean contains(HeaderName name) {
        return (bits & 1L << name.ordinal()) != 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HeaderSet set && set.bits == bits;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(bits);
    }

    @Override
    public String toString() {
        return Arrays.stream(HeaderName.values())
                .filter(this::contains)
                .map(HeaderName::text)
                .collect(Collectors.joining(", ", "{", "}"));
    }
}
