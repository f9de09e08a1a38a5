package org.stampedemq.client;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.stampedemq.stomp.frame.StompVersion;

/** A listener that remembers, in words. */
final class Heard implements ClientListener {
    final List<String> events = new CopyOnWriteArrayList<>();
    final List<Throwable> losses = new CopyOnWriteArrayList<>();

    @Override
    public void connected(InetSocketAddress address, StompVersion version) {
        events.add("connected " + address.getPort() + " " + version.text());
    }

    @Override
    public void connectionLost(Throwable cause, boolean reconnecting) {
        losses.add(cause);
        events.add(reconnecting ? "lost" : "lost for good");
    }

    @Override
    public void closed() {
        events.add("closed");
    }
}
