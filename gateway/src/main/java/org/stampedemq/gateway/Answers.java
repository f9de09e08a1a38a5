package org.stampedemq.gateway;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.stampedemq.broker.management.DestinationInfo;
import org.stampedemq.broker.management.NodeInfo;
import org.stampedemq.broker.management.PeekedMessage;

/** Records of the broker as JSON, and the one form that every answer has. */
final class Answers {
    /** Bodies in one answer; a peek at large messages is cut off here and says so. */
    private static final int MAX_BODY_BYTES = 4 << 20;

    private Answers() {}

    static void give(RoutingContext context, int status, JsonObject json) {
        if (context.response().ended() || context.response().closed()) {
            return;
        }
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json; charset=utf-8")
                .end(json.encode() + "\n");
    }

    static void refuse(RoutingContext context, int status, String sentence) {
        give(context, status, new JsonObject().put("error", sentence));
    }

    static JsonObject node(NodeInfo node) {
        return new JsonObject()
                .put("nodeId", node.nodeId())
                .put("version", node.version())
                .put("ready", node.ready())
                .put("notReadyBecause", node.notReadyBecause())
                .put("store", node.store())
                .put("addresses", new JsonArray(node.addresses()))
                .put("connections", node.connections())
                .put("destinations", node.destinations())
                .put("upMillis", node.upMillis())
                .put("frontStoreMessages", node.frontStoreMessages())
                .put("frontStoreBytes", node.frontStoreBytes())
                .put("heldBackMessages", node.heldBackMessages())
                .put("refreshed", node.refreshed())
                .put("evicted", node.evicted())
                .put("writesSaved", node.writesSaved())
                .put("notStored", node.notStored());
    }

    static JsonObject destinations(List<DestinationInfo> destinations) {
        JsonArray rows = new JsonArray();
        for (DestinationInfo d : destinations) {
            rows.add(new JsonObject()
                    .put("name", d.name())
                    .put("ready", d.ready())
                    .put("inFlight", d.inFlight())
                    .put("delayed", d.delayed())
                    .put("bytes", d.bytes())
                    .put("consumers", d.consumers())
                    .put("received", d.received())
                    .put("delivered", d.delivered())
                    .put("acknowledged", d.acknowledged())
                    .put("redelivered", d.redelivered())
                    .put("expired", d.expired())
                    .put("deadLettered", d.deadLettered())
                    .put("oldestMillis", d.oldestMillis()));
        }
        return new JsonObject().put("destinations", rows);
    }

    static JsonObject messages(List<PeekedMessage> messages) {
        JsonArray rows = new JsonArray();
        int bytes = 0;
        for (PeekedMessage message : messages) {
            bytes += message.bodyPrefix().remaining();
            if (bytes > MAX_BODY_BYTES) {
                break;
            }
            rows.add(message(message));
        }
        return new JsonObject().put("messages", rows).put("cutOff", rows.size() < messages.size());
    }

    private static JsonObject message(PeekedMessage message) {
        JsonArray headers = new JsonArray();
        for (Map.Entry<String, String> header : message.headers()) {
            headers.add(new JsonArray().add(header.getKey()).add(header.getValue()));
        }
        ByteBuffer prefix = message.bodyPrefix().duplicate();
        boolean whole = prefix.remaining() == message.bodyOctets();
        JsonObject json = new JsonObject()
                .put("id", message.id())
                .put("destination", message.destination())
                .put("timestampMillis", message.timestampMillis())
                .put("expiresAtMillis", message.expiresAtMillis())
                .put("persistent", message.persistent())
                .put("headers", headers)
                .put("bodyOctets", message.bodyOctets())
                .put("bodyWhole", whole);
        CharBuffer text = CharBuffer.allocate(prefix.remaining());
        if (isText(prefix.duplicate(), text, whole)) {
            return json.put("body", text.flip().toString());
        }
        byte[] octets = new byte[prefix.remaining()];
        prefix.get(octets);
        return json.put("bodyBase64", Base64.getEncoder().encodeToString(octets));
    }

    /** A prefix may end inside a character, which makes it no less a text. */
    private static boolean isText(ByteBuffer octets, CharBuffer into, boolean whole) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        return !decoder.decode(octets, into, whole).isError();
    }
}
