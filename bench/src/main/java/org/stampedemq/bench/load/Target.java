package org.stampedemq.bench.load;

import java.util.OptionalLong;

/**
 * The broker under load.
 *
 * @param login empty for a CONNECT without credentials
 * @param pid its process on this machine, for CPU and memory; empty if it is not here
 */
record Target(
        String host, int port, String login, String passcode, String virtualHost, Dialect dialect, OptionalLong pid) {

    /** CONNECT and its NUL. Its headers are not escaped: the specification says so. */
    String connectFrame() {
        StringBuilder frame = new StringBuilder("CONNECT\naccept-version:1.2\nheart-beat:0,0\nhost:")
                .append(virtualHost)
                .append('\n');
        if (!login.isEmpty()) {
            frame.append("login:").append(login).append('\n');
            frame.append("passcode:").append(passcode).append('\n');
        }
        return frame.append("\n\0").toString();
    }
}
