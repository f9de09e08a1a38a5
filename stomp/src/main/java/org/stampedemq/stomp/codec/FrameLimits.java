package org.stampedemq.stomp.codec;

/**
 * What one frame may be. Sizes in bytes; more of anything is refused as soon as it is seen.
 *
 * @param bodyBytes the body
 * @param frameBytes the frame as a whole
 * @param lineBytes one header line
 * @param headers header lines
 * @param headerBytes command and header lines as a whole
 */
public record FrameLimits(int bodyBytes, int frameBytes, int lineBytes, int headers, int headerBytes) {
    public FrameLimits {
        if (bodyBytes < 0 || frameBytes < 1 || lineBytes < 1 || headers < 1 || headerBytes < 1) {
            throw new IllegalArgumentException("a limit is too small: " + bodyBytes + ", " + frameBytes + ", "
                    + lineBytes + ", " + headers + ", " + headerBytes);
        }
    }

    /** Limits for a frame of which any part may be as large as the whole. */
    public static FrameLimits whole(int frameBytes, int headers) {
        return new FrameLimits(frameBytes, frameBytes, frameBytes, headers, frameBytes);
    }
}
