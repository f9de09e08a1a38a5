package org.stampedemq.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stampedemq.bench.load.TinyBroker.Faults;
import picocli.CommandLine;

/** The whole program against a broker whose faults are known: what it reports is what was done. */
final class LoadRoundTripTest {
    private static final String QUICK = "--json --duration 0.6 --settle 0.5 --warm-up ";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--window 256",
                "--window 1",
                "--window 0 --rate 5000",
                "--ack client --size 32",
                "--ack auto --size 70000 --window 20",
                "--producers 3 --consumers 3 --queues 3 --threads 2",
                "--producers 3 --consumers 2 --queues 1 --threads 2",
                "--prefix /topic/ --consumers 5 --ack auto",
                "--rate 1000 --producers 2"
            })
    void aGoodBrokerGetsACleanReport(String options) {
        try (TinyBroker broker = new TinyBroker(Faults.NONE)) {
            Result result = load(broker, QUICK + "0.2 " + options);
            assertThat(result.exit).as(result.output).isZero();
            assertThat(result.number("sent")).isPositive();
            assertThat(result.number("delivery_rate")).isPositive();
            assertThat(result.number("e2e_p50_us")).isPositive();
            double copies = options.contains("topic") ? 5 : 1;
            assertThat(result.number("received")).isEqualTo(result.number("sent") * copies);
            if (!options.contains("auto") && !options.contains("--ack client ")) {
                await().untilAsserted(() -> assertThat(broker.acks()).isEqualTo((int) result.number("received")));
            }
        }
    }

    @Test
    void aFixedRateIsKept() {
        try (TinyBroker broker = new TinyBroker(Faults.NONE)) {
            Result result = load(broker, QUICK + "0.2 --rate 1000 --producers 2");
            // never faster; slower only by as much as the machine kept the load program from running
            double heldUp = result.number("late_max_us") / 1e6;
            assertThat(result.number("send_rate")).isBetween(950 - 1000 * heldUp / 0.6, 1050 + 1000 * heldUp / 0.6);
        }
    }

    @Test
    void aStallIsChargedToAllThatItHeldUp() {
        try (TinyBroker broker = new TinyBroker(new Faults(0, 0, 0, 400))) {
            Result result = load(broker, QUICK + "0.2 --rate 1000 --window 1 --ack auto");
            assertThat(result.exit).as(result.output).isZero();
            // 400 of about 600 measured were due meanwhile; a load that waits politely would see one
            assertThat(result.number("e2e_p50_us")).isGreaterThan(50_000);
        }
    }

    @Test
    void whatWasLostIsReported() {
        try (TinyBroker broker = new TinyBroker(new Faults(100, 0, 0, 0))) {
            Result result = load(broker, QUICK + "0.2");
            assertThat(result.exit).isEqualTo(1);
            assertThat(result.number("lost")).isEqualTo(1);
            assertThat(result.number("duplicates")).isZero();
        }
    }

    @Test
    void whatCameTwiceIsReported() {
        try (TinyBroker broker = new TinyBroker(new Faults(0, 100, 0, 0))) {
            Result result = load(broker, QUICK + "0.2");
            assertThat(result.exit).isEqualTo(1);
            assertThat(result.number("duplicates")).isEqualTo(1);
            assertThat(result.number("lost")).isZero();
        }
    }

    @Test
    void whatCameLateIsReported() {
        try (TinyBroker broker = new TinyBroker(new Faults(0, 0, 100, 0))) {
            Result result = load(broker, QUICK + "0.2");
            assertThat(result.exit).isEqualTo(1);
            assertThat(result.number("out_of_order")).isEqualTo(1);
            assertThat(result.number("lost")).isZero();
        }
    }

    @Test
    void aBacklogIsFilledAndDrained() {
        try (TinyBroker broker = new TinyBroker(Faults.NONE)) {
            Result result = load(broker, QUICK + "0 --backlog 5000 --producers 3");
            assertThat(result.exit).as(result.output).isZero();
            assertThat(result.number("sent")).isEqualTo(5000);
            assertThat(result.number("received")).isEqualTo(5000);
            assertThat(result.number("receipt_rate")).isPositive();
        }
    }

    @Test
    void idleConnectionsAreWeighed() {
        try (TinyBroker broker = new TinyBroker(Faults.NONE)) {
            long self = ProcessHandle.current().pid();
            Result result = load(broker, QUICK + "0.2 --idle 250 --idle-queue --pid " + self);
            assertThat(result.exit).as(result.output).isZero();
            assertThat(result.number("connections")).isEqualTo(250);
            assertThat(result.number("rss_mb")).isPositive();
        }
    }

    @Test
    void aSubscriberThatNeverReadsDoesNotCountAsConsumer() {
        try (TinyBroker broker = new TinyBroker(Faults.NONE)) {
            Result result =
                    load(broker, QUICK + "0.2 --prefix /topic/ --ack auto --consumer-never-reads 2 --rate 2000");
            assertThat(result.exit).as(result.output).isZero();
            assertThat(result.number("received")).isEqualTo(result.number("sent"));
        }
    }

    @Test
    void anErrorEndsTheRunWithItsWords() {
        try (TinyBroker broker = new TinyBroker(Faults.NONE)) {
            Result result = load(broker, QUICK + "0.2 --name forbidden");
            assertThat(result.exit).isEqualTo(3);
            assertThat(result.output).contains("not allowed").contains("nobody may send there");
        }
    }

    @Test
    void nobodyThereIsSaidSo() throws IOException {
        try (Socket boundButDeaf = new Socket()) {
            boundButDeaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = boundButDeaf.getLocalPort();
            Result result = run("--port " + port);
            assertThat(result.exit).isEqualTo(3);
            assertThat(result.output).contains("cannot connect to 127.0.0.1:" + port);
        }
    }

    @Test
    void aWorkloadThatMakesNoSenseIsRefused() {
        assertThat(run("--size 31").exit).isEqualTo(2);
        assertThat(run("--backlog 10 --window 0").exit).isEqualTo(2);
        assertThat(run("--idle 10").exit).isEqualTo(2);
    }

    private static Result load(TinyBroker broker, String options) {
        return run("--port " + broker.port() + " " + options);
    }

    private static Result run(String options) {
        StringWriter output = new StringWriter();
        CommandLine command = Load.commandLine(new SystemClock());
        command.setOut(new PrintWriter(output));
        command.setErr(new PrintWriter(output));
        int exit = command.execute(options.trim().split(" +"));
        return new Result(exit, output.toString());
    }

    private record Result(int exit, String output) {
        double number(String key) {
            Matcher matcher = Pattern.compile('"' + key + "\":([-0-9.]+)").matcher(output);
            assertThat(matcher.find()).as("%s in %s", key, output).isTrue();
            return Double.parseDouble(matcher.group(1));
        }
    }
}
