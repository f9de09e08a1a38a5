package org.stampedemq.broker.session;

import org.jspecify.annotations.Nullable;
import org.stampedemq.broker.destination.DestinationName;
import org.stampedemq.broker.destination.Destinations;
import org.stampedemq.broker.destination.LaneDestinations;
import org.stampedemq.stomp.codec.FrameView;
import org.stampedemq.stomp.frame.HeaderName;
import org.stampedemq.stomp.frame.ProtocolException;

/** Reads the {@code destination} header. Remembers the last, since producers seldom change it. */
final class DestinationNames {
    private final Destinations destinations;
    private final TemporaryNames temporaries;
    private byte @Nullable [] lastRaw;
    private @Nullable Target last;

    /**
     * A destination and the lane it lives on.
     *
     * @param shown the wire octets of the name the client used
     */
    record Target(DestinationName name, LaneDestinations home, WireText shown) {}

    /** Octets as they stood on the wire. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody, and never changed
    record WireText(byte[] octets) {}

    DestinationNames(Destinations destinations, TemporaryNames temporaries) {
        this.destinations = destinations;
        this.temporaries = temporaries;
    }

    /** The frame's destination. */
    Target of(FrameView frame) throws ProtocolException {
        byte[] remembered = lastRaw;
        Target target = last;
        if (remembered != null && target != null && frame.rawValueIs(HeaderName.DESTINATION, remembered)) {
            return target;
        }
        byte[] raw = frame.rawValue(HeaderName.DESTINATION);
        String text = frame.value(HeaderName.DESTINATION);
        if (raw == null || text == null) {
            throw new ProtocolException(frame.command() + " without a destination header");
        }
        DestinationName name = resolve(text);
        target = new Target(name, destinations.of(name.text()), new WireText(raw));
        lastRaw = raw;
        last = target;
        return target;
    }

    /** A name that stands in some other header, as everybody knows it. */
    DestinationName resolve(String text) throws ProtocolException {
        DestinationName name;
        try {
            name = DestinationName.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(String.valueOf(e.getMessage()));
        }
        return name.kind().isTemporary() ? temporaries.resolve(name) : name;
    }
}
