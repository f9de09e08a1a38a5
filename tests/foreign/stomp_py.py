#!/usr/bin/python3
"""A round trip with a client that was not written here: Debian's python3-stomp.

Usage: /usr/bin/python3 tests/foreign/stomp_py.py HOST PORT

Prints one line for each promise and ends with 0, or with an AssertionError.
"""
import queue
import sys
import threading
import time
import uuid

import stomp

HOST, PORT = sys.argv[1], int(sys.argv[2])
RUN = uuid.uuid4().hex[:8]
PATIENCE = 30


class Listener(stomp.ConnectionListener):
    def __init__(self):
        self.messages = queue.Queue()
        self.receipts = set()
        self.errors = []
        self.disconnected = threading.Event()
        self.changed = threading.Condition()

    def on_message(self, frame):
        self.messages.put(frame)

    def on_receipt(self, frame):
        with self.changed:
            self.receipts.add(frame.headers["receipt-id"])
            self.changed.notify_all()

    def on_error(self, frame):
        self.errors.append(frame)

    def on_disconnected(self):
        self.disconnected.set()

    def await_receipt(self, receipt):
        with self.changed:
            assert self.changed.wait_for(lambda: receipt in self.receipts, PATIENCE), f"no receipt {receipt}: {self.errors}"


def connect(heartbeats=(0, 0), auto_decode=True):
    connection = stomp.Connection12([(HOST, PORT)], heartbeats=heartbeats, auto_decode=auto_decode)
    listener = Listener()
    connection.set_listener("", listener)
    connection.connect(wait=True)
    return connection, listener


def goodbye(connection, listener):
    receipt = uuid.uuid4().hex
    connection.disconnect(receipt=receipt)
    assert listener.disconnected.wait(PATIENCE)
    assert not listener.errors, listener.errors


def nothing_left(destination):
    connection, listener = connect()
    connection.subscribe(destination, id="left", ack="auto", headers={"receipt": "left"})
    listener.await_receipt("left")
    time.sleep(0.5)
    assert listener.messages.empty(), f"something is left in {destination}"
    goodbye(connection, listener)


def persistent_with_receipts():
    name = f"/queue/foreign.{RUN}.persistent"
    connection, listener = connect()
    for i in range(1000):
        connection.send(name, f"message {i}", headers={"persistent": "true", "receipt": f"r-{i}"})
    listener.await_receipt("r-999")
    assert len(listener.receipts) == 1000, len(listener.receipts)
    goodbye(connection, listener)

    connection, listener = connect()
    connection.subscribe(name, id="s", ack="client-individual")
    for i in range(1000):
        frame = listener.messages.get(timeout=PATIENCE)
        assert frame.body == f"message {i}", (i, frame.body)
        connection.ack(frame.headers["ack"], receipt=f"a-{i}")
    listener.await_receipt("a-999")
    goodbye(connection, listener)
    nothing_left(name)
    print("ok  1,000 persistent messages with receipts, in order, acknowledged one by one")


def transaction():
    name = f"/queue/foreign.{RUN}.transaction"
    connection, listener = connect()
    connection.subscribe(name, id="s", ack="client-individual")
    tx = connection.begin()
    connection.send(name, "in the transaction", transaction=tx)
    time.sleep(0.5)
    assert listener.messages.empty(), "visible before COMMIT"
    connection.commit(tx)
    frame = listener.messages.get(timeout=PATIENCE)
    assert frame.body == "in the transaction"

    tx = connection.begin()
    connection.send(name, "never", transaction=tx)
    connection.ack(frame.headers["ack"], transaction=tx)
    connection.abort(tx)
    connection.ack(frame.headers["ack"], receipt="last")
    listener.await_receipt("last")
    goodbye(connection, listener)
    nothing_left(name)
    print("ok  a transaction is committed, another aborted")


def nack():
    name = f"/queue/foreign.{RUN}.nack"
    connection, listener = connect()
    connection.send(name, "again")
    connection.subscribe(name, id="s", ack="client-individual")
    frame = listener.messages.get(timeout=PATIENCE)
    connection.nack(frame.headers["ack"])
    frame = listener.messages.get(timeout=PATIENCE)
    assert frame.body == "again" and frame.headers.get("redelivered") == "true", frame.headers
    connection.ack(frame.headers["ack"], receipt="done")
    listener.await_receipt("done")
    goodbye(connection, listener)
    nothing_left(name)
    print("ok  NACK brings it back, flagged")


def heart_beats():
    connection, listener = connect(heartbeats=(500, 500))
    time.sleep(10)
    assert connection.is_connected() and not listener.disconnected.is_set(), "lost while beating"
    connection.send(f"/topic/foreign.{RUN}", "alive", headers={"receipt": "alive"})
    listener.await_receipt("alive")
    goodbye(connection, listener)
    print("ok  10 s of heart-beats in both directions")


def binary_and_utf8():
    name = f"/queue/foreign.{RUN}.binary"
    octets = bytes(range(256)) * 4
    text = "Grüße, 世界 😀: colon\\backslash\nnewline"
    connection, listener = connect(auto_decode=False)
    connection.subscribe(name, id="s", ack="auto", headers={"receipt": "sub"})
    listener.await_receipt("sub")
    connection.send(name, octets, headers={"greeting": text, "ключ": "значение"})
    frame = listener.messages.get(timeout=PATIENCE)
    body = frame.body if isinstance(frame.body, bytes) else frame.body.encode("latin-1")
    assert body == octets, "the body is not what was sent"
    assert frame.headers["content-length"] == str(len(octets))
    assert frame.headers["greeting"] == text, frame.headers["greeting"]
    assert frame.headers["ключ"] == "значение"
    goodbye(connection, listener)
    print("ok  a body of all 256 byte values, headers in UTF-8 with everything that is escaped")


for promise in (persistent_with_receipts, transaction, nack, binary_and_utf8, heart_beats):
    promise()
print("5 passed, 0 failed")
