package org.stampedemq.stomp.codec;

import io.netty.handler.codec.stomp.StompCommand;
import org.jspecify.annotations.Nullable;
import org.stampedemq.stomp.frame.HeaderName;
import org.stampedemq.stomp.frame.ProtocolException;
import org.stampedemq.stomp.frame.StompVersion;

/**
 * Octets to frames, in one pass. It owns no buffer: the caller shows it a window of octets, asks for {@link #next} until
 * no whole frame is left, keeps what {@link #unread} says, and shows that again with more behind it. What was scanned is
 * not scanned again, however small the pieces are, since every offset counts from the frame's first octet.
 *
 * <pre>
 *   BETWEEN ──octet──► COMMAND ──line──► HEADERS ──empty line──► BODY ──NUL──► COMPLETE ─► BETWEEN
 *      └ empty lines are heart-beats: consumed at once
 * </pre>
 *
 * <p>Until {@link #negotiated} the version is not known: nothing is escaped, and lines may end in CR LF, because a client
 * of 1.2 may write its CONNECT so. Values of 1.0 lose leading and trailing spaces, as they did with the servers of its
 * day; 1.1 and later forbid that, so there they stay. An error leaves the decoder useless: the connection is to be closed.
 *
 * <p>Not here: who may send which frame when. That is the session's.
 */
public final class FrameDecoder {
    private static final byte PLAIN = 0;
    private static final byte LINE_FEED = 1;
    private static final byte FIRST_COLON = 2;
    private static final byte NUL = 3;
    private static final byte FLAGGED = 4;
    /** What an octet means inside a header line. */
    private static final byte[] MEANING = new byte[256];

    static {
        for (int octet = 0x80; octet < 0x100; octet++) {
            MEANING[octet] = FLAGGED;
        }
        MEANING['\n'] = LINE_FEED;
        MEANING[':'] = FIRST_COLON;
        MEANING[0] = NUL;
        MEANING['\\'] = FLAGGED;
        MEANING['\r'] = FLAGGED;
    }

    private enum State {
        BETWEEN,
        COMMAND,
        HEADERS,
        BODY,
        COMPLETE
    }

    private static final int UNKNOWN = -1;

    private final Commands commands;
    private final DecodedFrame frame = new DecodedFrame();
    private FrameLimits limits;
    private StompVersion version = StompVersion.V1_0;
    private boolean handshake = true;

    private byte[] octets = {};
    private int base;
    private int end;

    private State state = State.BETWEEN;
    /** Offsets from {@link #base}: what is scanned, where the line began, where its first colon is. */
    private int scanned;

    private int lineFrom;
    private int colon = UNKNOWN;
    private int flags;
    private int bodyFrom;
    /** From content-length, or {@link #UNKNOWN}. */
    private int bodyLength = UNKNOWN;

    public FrameDecoder(Side side, FrameLimits limits) {
        this.commands = Commands.readBy(side);
        this.limits = limits;
    }

    /** From the next frame on. */
    public void negotiated(StompVersion newVersion, FrameLimits newLimits) {
        this.version = newVersion;
        this.limits = newLimits;
        this.handshake = false;
    }

    /** Shows the octets {@code from} to {@code to}: the ones that were {@link #unread}, then new ones. */
    public void window(byte[] newOctets, int from, int to) {
        this.octets = newOctets;
        this.base = from;
        this.end = to;
        if (state == State.COMPLETE) {
            // The frame handed out is not part of the window any more.
            state = State.BETWEEN;
        }
        frame.window(newOctets, from);
    }

    /** The frame that {@link #next} found; valid until it is called again or the window's octets change. */
    public FrameView frame() {
        return frame;
    }

    /** Where in the window the first octet is that does not belong to a frame handed out. */
    public int unread() {
        return state == State.COMPLETE ? base + scanned : base;
    }

    /** How many octets the frame in hand still lacks, when its content-length says so; else 0. */
    public int missing() {
        return state == State.BODY && bodyLength != UNKNOWN ? Math.max(0, bodyFrom + bodyLength + 1 - (end - base)) : 0;
    }

    /** Whether an error came from the command line, so that it may not be STOMP at all. */
    public boolean failedAtCommand() {
        return state == State.COMMAND || state == State.BETWEEN;
    }

    /** The receipt header of a frame that failed, if it was seen before the fault. */
    public byte @Nullable [] receiptSeen() {
        return state == State.HEADERS || state == State.BODY || state == State.COMPLETE
                ? frame.rawValue(HeaderName.RECEIPT)
                : null;
    }

    /**
     * Goes on to the next whole frame.
     *
     * @return false if the window holds no further whole frame
     * @throws ProtocolException if what follows is not STOMP, or beyond the limits
     */
    public boolean next() throws ProtocolException {
        if (state == State.COMPLETE) {
            base += scanned;
            state = State.BETWEEN;
        }
        if (state == State.BETWEEN && !skipEmptyLines()) {
            return false;
        }
        if (state == State.COMMAND && !readCommand()) {
            return false;
        }
        if (state == State.HEADERS && !readHeaders()) {
            return false;
        }
        return readBody();
    }

    private boolean skipEmptyLines() throws ProtocolException {
        int at = base;
        while (at < end && octets[at] == '\n') {
            at++;
        }
        while (at < end && octets[at] == '\r' && linesMayEndInCarriageReturn()) {
            if (at + 1 == end) {
                break;
            }
            if (octets[at + 1] != '\n') {
                throw bareCarriageReturn();
            }
            at += 2;
            while (at < end && octets[at] == '\n') {
                at++;
            }
        }
        base = at;
        if (at == end || (octets[at] == '\r' && at + 1 == end && linesMayEndInCarriageReturn())) {
            return false;
        }
        frame.window(octets, base);
        scanned = 0;
        state = State.COMMAND;
        return true;
    }

    private boolean readCommand() throws ProtocolException {
        int i = base + scanned;
        int most = Math.min(end, base + Commands.LONGEST + 1);
        while (i < most && Commands.isLetter(octets[i])) {
            i++;
        }
        scanned = i - base;
        if (i == end) {
            return false;
        }
        int commandTo = i;
        if (octets[i] == '\r' && linesMayEndInCarriageReturn()) {
            if (i + 1 == end) {
                return false;
            }
            i++;
        }
        StompCommand command = octets[i] == '\n' ? commands.find(octets, base, commandTo) : null;
        if (command == null) {
            throw unknownCommand();
        }
        boolean neverEscaped =
                command == StompCommand.CONNECT || command == StompCommand.STOMP || command == StompCommand.CONNECTED;
        frame.begin(command, !neverEscaped && version.escapesHeaders());
        scanned = i + 1 - base;
        beginLine();
        bodyLength = UNKNOWN;
        state = State.HEADERS;
        return true;
    }

    private void beginLine() {
        lineFrom = scanned;
        colon = UNKNOWN;
        flags = 0;
    }

    /** The hot loop: one look at each octet; what is rare is only noted here and dealt with at the line's end. */
    private boolean readHeaders() throws ProtocolException {
        byte[] in = octets;
        int i = base + scanned;
        int to = end;
        while (i < to) {
            byte meaning = MEANING[in[i] & 0xFF];
            if (meaning == PLAIN) {
                i++;
                continue;
            }
            if (meaning == LINE_FEED) {
                boolean empty = endOfLine(i);
                i++;
                scanned = i - base;
                if (empty) {
                    endOfHeaders();
                    return true;
                }
                beginLine();
                continue;
            }
            if (meaning == FIRST_COLON) {
                if (colon == UNKNOWN) {
                    colon = i - base;
                } else {
                    flags |= DecodedFrame.COLON;
                }
            } else if (meaning == NUL) {
                throw new ProtocolException(
                        "a NUL among the headers; an empty line ends them, then comes the body, then the NUL");
            } else {
                flags |= in[i] == '\\'
                        ? DecodedFrame.BACKSLASH
                        : in[i] == '\r' ? DecodedFrame.CARRIAGE_RETURN : DecodedFrame.HIGH;
            }
            i++;
        }
        scanned = i - base;
        int length = scanned - lineFrom;
        boolean lineMayEndHere = length > 0 && in[to - 1] == '\r' && linesMayEndInCarriageReturn();
        checkLine(lineMayEndHere ? length - 1 : length);
        return false;
    }

    private void checkLine(int length) throws ProtocolException {
        if (length > limits.lineBytes()) {
            throw new ProtocolException("a header line is longer than " + limits.lineBytes() + " bytes");
        }
        if (scanned > limits.headerBytes()) {
            throw new ProtocolException("the headers are longer than " + limits.headerBytes() + " bytes together");
        }
        if (scanned > limits.frameBytes()) {
            throw tooLarge();
        }
    }

    /** Takes the line that ends before {@code feed}; true if it is the empty one. */
    private boolean endOfLine(int feed) throws ProtocolException {
        int from = base + lineFrom;
        int to = feed;
        if ((flags & DecodedFrame.CARRIAGE_RETURN) != 0 && linesMayEndInCarriageReturn()) {
            int firstReturn = from;
            while (octets[firstReturn] != '\r') {
                firstReturn++;
            }
            if (firstReturn != feed - 1) {
                throw bareCarriageReturn();
            }
            to = firstReturn;
            flags &= ~DecodedFrame.CARRIAGE_RETURN;
        }
        scanned = feed - base;
        checkLine(to - from);
        if (to == from) {
            return true;
        }
        if (colon == UNKNOWN) {
            throw new ProtocolException("a header line without a colon; write the name, a colon, the value");
        }
        int nameTo = base + colon;
        if (nameTo == from) {
            throw new ProtocolException("a header line without a name; write the name, a colon, the value");
        }
        if (frame.headerCount() == limits.headers()) {
            throw new ProtocolException("more than " + limits.headers() + " headers");
        }
        if ((flags & DecodedFrame.HIGH) != 0
                && !(Octets.isUtf8(octets, from, nameTo) && Octets.isUtf8(octets, nameTo + 1, to))) {
            throw new ProtocolException("a header is not UTF-8");
        }
        if ((flags & DecodedFrame.BACKSLASH) != 0 && frame.isEscaped()) {
            Escapes.check(octets, from, nameTo, version);
            Escapes.check(octets, nameTo + 1, to, version);
        }
        int known = KnownHeaders.find(octets, from, nameTo);
        frame.addHeader(lineFrom, colon, colon + 1, to - base, flags, known);
        return false;
    }

    private void endOfHeaders() throws ProtocolException {
        if (isVersionZero()) {
            frame.trimValues();
        }
        bodyFrom = scanned;
        state = State.BODY;
        long contentLength = frame.contentLength();
        if (contentLength > limits.bodyBytes()) {
            throw new ProtocolException("content-length is " + contentLength + ", and a body may have "
                    + limits.bodyBytes() + " bytes at most");
        }
        if (contentLength >= limits.frameBytes() - bodyFrom) {
            throw tooLarge();
        }
        bodyLength = (int) contentLength;
    }

    /** 1.0 is spoken: settled, or, in a CONNECT, not denied by an accept-version. */
    private boolean isVersionZero() {
        return handshake ? !frame.has(HeaderName.ACCEPT_VERSION) : !version.escapesHeaders();
    }

    private boolean readBody() throws ProtocolException {
        int bodyTo;
        if (bodyLength == UNKNOWN) {
            bodyTo = Octets.indexOfNul(octets, base + scanned, end);
            scanned = bodyTo - base;
            if (scanned - bodyFrom > limits.bodyBytes()) {
                throw new ProtocolException("a body may have " + limits.bodyBytes() + " bytes at most");
            }
            if (scanned >= limits.frameBytes()) {
                throw tooLarge();
            }
            if (bodyTo == end) {
                return false;
            }
        } else {
            bodyTo = base + bodyFrom + bodyLength;
            if (bodyTo >= end) {
                return false;
            }
            if (octets[bodyTo] != 0) {
                throw new ProtocolException("content-length is " + bodyLength
                        + ", but no NUL follows the body there; it counts the octets of the body");
            }
        }
        int length = bodyTo - base - bodyFrom;
        if (length > 0 && !mayHaveBody(frame.command()) && !isVersionZero()) {
            throw new ProtocolException("a " + frame.command() + " frame has no body; only SEND has");
        }
        frame.body(bodyFrom, length);
        scanned = bodyTo + 1 - base;
        state = State.COMPLETE;
        return true;
    }

    private static boolean mayHaveBody(StompCommand command) {
        return command == StompCommand.SEND || command == StompCommand.MESSAGE || command == StompCommand.ERROR;
    }

    private boolean linesMayEndInCarriageReturn() {
        return handshake || version.linesMayEndInCarriageReturn();
    }

    private ProtocolException unknownCommand() {
        int to = base;
        while (to < end && octets[to] != '\n') {
            to++;
        }
        return new ProtocolException(
                "unknown command " + Octets.shown(octets, base, to) + "; this side reads " + commands.names());
    }

    private static ProtocolException bareCarriageReturn() {
        return new ProtocolException("a carriage return that no line feed follows; escape it as \\r");
    }

    private ProtocolException tooLarge() {
        return new ProtocolException("the frame is larger than " + limits.frameBytes() + " bytes"
                + (handshake ? ", the limit before login" : ""));
    }
}
