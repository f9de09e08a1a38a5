package org.stampedemq.gateway;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Comes before every route. A browser that runs a hostile page is inside our network, so being bound to loopback is no
 * protection by itself:
 *
 * <ul>
 *   <li>a page may point a name of its own at 127.0.0.1 and read us as its own origin (DNS rebinding): only IP addresses,
 *       {@code localhost} and configured names are served, which such a page cannot have in its {@code Host};
 *   <li>a page may post a form to us (CSRF): what changes something needs a header that forms cannot send, and since no
 *       cross-origin request is ever allowed, scripts cannot send it either.
 * </ul>
 */
final class Gatekeeper implements Handler<RoutingContext> {
    static final String HEADER = "X-Stampede";

    private static final Set<HttpMethod> HARMLESS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final Set<String> hosts = new HashSet<>();

    Gatekeeper(List<String> hosts) {
        hosts.forEach(host -> this.hosts.add(host.toLowerCase(Locale.ROOT)));
        this.hosts.add("localhost");
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        context.response()
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("Cache-Control", "no-store");
        HostAndPort authority = request.authority();
        if (authority == null || !served(authority.host())) {
            Answers.refuse(
                    context,
                    421,
                    "This node is not served under that host name; add it to http.hosts if it should be.");
        } else if (changesSomething(request.method()) && !cameOnPurpose(request)) {
            Answers.refuse(context, 403, "A " + request.method() + " needs the header " + HEADER + ": 1.");
        } else {
            context.next();
        }
    }

    private boolean served(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return hosts.contains(name) || isAddress(name);
    }

    /** An address cannot be pointed elsewhere by anyone, so it needs no list. Never resolves a name. */
    private static boolean isAddress(String host) {
        if (host.indexOf(':') >= 0) {
            return host.chars().allMatch(c -> c == ':' || c == '.' || c == '[' || c == ']' || hexDigit(c));
        }
        String[] parts = host.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            if (part.isEmpty() || part.length() > 3 || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return false;
            }
        }
        return true;
    }

    private static boolean hexDigit(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }

    private static boolean changesSomething(HttpMethod method) {
        return !HARMLESS.contains(method);
    }

    private static boolean cameOnPurpose(HttpServerRequest request) {
        String type = request.getHeader("Content-Type");
        return request.getHeader(HEADER) != null
                || (type != null && type.toLowerCase(Locale.ROOT).startsWith("application/json"));
    }
}
