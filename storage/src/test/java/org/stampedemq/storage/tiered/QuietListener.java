package org.stampedemq.storage.tiered;

import java.util.ArrayList;
import java.util.List;
import org.stampedemq.storage.Message;

/** A listener that keeps what it was told. */
final class QuietListener implements FrontStore.Listener {
    final List<String> ready = new ArrayList<>();
    final List<Message> expired = new ArrayList<>();
    final List<Message> pushedOut = new ArrayList<>();

    @Override
    public void ready(String destination) {
        ready.add(destination);
    }

    @Override
    public void expired(String destination, List<Message> messages) {
        expired.addAll(messages);
    }

    @Override
    public void pushedOut(Message message) {
        pushedOut.add(message);
    }
}
