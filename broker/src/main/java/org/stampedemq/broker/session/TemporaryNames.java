package org.stampedemq.broker.session;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stampedemq.broker.destination.DestinationName;
import org.stampedemq.broker.destination.LaneDestinations;
import org.stampedemq.stomp.frame.ProtocolException;

/**
 * Temporary destinations of a session. What the client calls {@code /temp-queue/x} is {@code /temp-queue/@TOKEN.x} for
 * everybody else, the token being 128 random bits of this session, so that a {@code reply-to} can be answered from any
 * connection and nobody guesses it. They go with the session. Bounded by the limit on subscriptions.
 */
final class TemporaryNames {
    private static final char GLOBAL = '@';

    private final Session session;
    private final Set<DestinationName> owned = new HashSet<>();
    private @Nullable String token;

    TemporaryNames(Session session) {
        this.session = session;
    }

    /** The name as everybody knows it, of one the client used; created if it is its own and new. */
    DestinationName resolve(DestinationName name) throws ProtocolException {
        if (isGlobal(name)) {
            return name;
        }
        DestinationName own = DestinationName.parse(name.kind().prefix() + GLOBAL + token() + "." + name.name());
        if (owned.add(own)) {
            if (owned.size() > session.node().settings().maxSubscriptions()) {
                throw new ProtocolException("too many temporary destinations: a connection may have "
                        + session.node().settings().maxSubscriptions());
            }
            LaneDestinations home = session.node().destinations().of(own.text());
            session.lane().post(home.lane(), () -> home.createTemporary(own));
        }
        return own;
    }

    /** Whether only its own session may subscribe to it, and this is another. */
    boolean isForeign(DestinationName name) {
        return name.kind().isTemporary() && !owned.contains(name);
    }

    static boolean isGlobal(DestinationName name) {
        return name.name().charAt(0) == GLOBAL;
    }

    void deleteAll() {
        for (DestinationName name : owned) {
            LaneDestinations home = session.node().destinations().of(name.text());
            session.lane().post(home.lane(), () -> home.deleteTemporary(name));
        }
        owned.clear();
    }

    private String token() {
        String known = token;
        if (known == null) {
            byte[] random = new byte[16];
            new SecureRandom().nextBytes(random);
            known = HexFormat.of().formatHex(random);
            token = known;
        }
        return known;
    }
}
