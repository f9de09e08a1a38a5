package org.stampedemq.client;

import java.util.Map;

/**
 * The broker's word that it has done what was asked.
 *
 * @param headers of the RECEIPT frame, unmodifiable
 * @param possiblyTwice whether the frame was sent on an earlier connection too, so that the broker may have it twice
 */
public record Receipt(Map<String, String> headers, boolean possiblyTwice) {
    public Receipt {
        headers = Map.copyOf(headers);
    }

    /** Whether the broker knew the message already, by its idempotency key, and so kept one copy. */
    public boolean duplicate() {
        return "true".equals(headers.get("duplicate"));
    }
}
