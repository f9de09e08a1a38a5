package org.stampedemq.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report in words, or as one line of JSON whose keys are stable: {@code bench/compare} reads them. */
final class ReportWriter {
    /** What else may run beside a measurement that means something. */
    private static final double QUIET_CORES = 0.2;

    private ReportWriter() {}

    static String text(Report report) {
        StringBuilder out = new StringBuilder();
        Tally tally = report.tally();
        Cost cost = report.cost();
        line(out, "%s", report.title());
        if (tally.sent() > 0) {
            line(out, "  sent          %,.0f/s", report.sendRate());
            report.receiptRate().ifPresent(rate -> line(out, "  receipts      %,.0f/s", rate));
            line(out, "  delivered     %,.0f/s", report.deliveryRate());
            percentiles(out, "end to end", report.endToEnd());
            percentiles(out, "receipt", report.receipt());
            if (report.workload().ratePerSecond() > 0) {
                percentiles(out, "sent late by", report.lateness());
            }
            line(
                    out,
                    "  messages      %,d sent, %,d delivered; lost %,d, duplicate %,d, out of order %,d, unconfirmed %,d, foreign %,d",
                    tally.sent(),
                    tally.received(),
                    tally.lost(),
                    tally.duplicates(),
                    tally.outOfOrder(),
                    tally.unconfirmed(),
                    tally.foreign());
        }
        line(
                out,
                "  broker        %.1f µs CPU a message, %.2f cores, %,.0f MB resident",
                cost.brokerMicros(),
                cost.brokerCores(),
                cost.brokerRssBytes() / 1e6);
        line(out, "  load program  %.1f µs CPU a message, %.2f cores", cost.ownMicros(), cost.ownCores());
        line(
                out,
                "  others        %.2f cores%s",
                cost.otherCores(),
                cost.otherCores() > QUIET_CORES ? ": the machine was not quiet, so compare nothing with this" : "");
        report.extras().forEach(extra -> line(out, "  %-28s %,.1f", extra.name(), extra.value()));
        return out.toString();
    }

    private static void percentiles(StringBuilder out, String name, Percentiles of) {
        if (of.count() > 0) {
            line(
                    out,
                    "  %-13s p50 %,.2f  p90 %,.2f  p99 %,.2f  p99.9 %,.2f  max %,.2f ms",
                    name,
                    of.p50() / 1e3,
                    of.p90() / 1e3,
                    of.p99() / 1e3,
                    of.p999() / 1e3,
                    of.max() / 1e3);
        }
    }

    private static void line(StringBuilder out, String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    static String json(Report report) {
        List<String> fields = new ArrayList<>();
        Tally tally = report.tally();
        Cost cost = report.cost();
        Workload workload = report.workload();
        fields.add("\"title\":\"" + escape(report.title()) + "\"");
        count(fields, "producers", workload.producers());
        count(fields, "consumers", workload.consumers());
        count(fields, "destinations", workload.destinations());
        count(fields, "message_bytes", workload.messageBytes());
        count(fields, "receipt_window", workload.receiptWindow());
        number(fields, "target_rate", workload.ratePerSecond());
        number(fields, "send_rate", report.sendRate());
        report.receiptRate().ifPresent(rate -> number(fields, "receipt_rate", rate));
        number(fields, "delivery_rate", report.deliveryRate());
        percentiles(fields, "e2e", report.endToEnd());
        percentiles(fields, "receipt", report.receipt());
        percentiles(fields, "late", report.lateness());
        count(fields, "sent", tally.sent());
        count(fields, "unconfirmed", tally.unconfirmed());
        count(fields, "received", tally.received());
        count(fields, "lost", tally.lost());
        count(fields, "duplicates", tally.duplicates());
        count(fields, "out_of_order", tally.outOfOrder());
        count(fields, "foreign", tally.foreign());
        number(fields, "broker_cpu_us", cost.brokerMicros());
        number(fields, "own_cpu_us", cost.ownMicros());
        number(fields, "broker_cores", cost.brokerCores());
        number(fields, "own_cores", cost.ownCores());
        number(fields, "other_cores", cost.otherCores());
        number(fields, "rss_mb", cost.brokerRssBytes() / 1e6);
        report.extras().forEach(extra -> number(fields, extra.name(), extra.value()));
        return "{" + String.join(",", fields) + "}";
    }

    private static void percentiles(List<String> fields, String name, Percentiles of) {
        number(fields, name + "_p50_us", of.p50());
        number(fields, name + "_p90_us", of.p90());
        number(fields, name + "_p99_us", of.p99());
        number(fields, name + "_p999_us", of.p999());
        number(fields, name + "_max_us", of.max());
    }

    private static void count(List<String> fields, String name, long value) {
        fields.add("\"" + name + "\":" + value);
    }

    private static void number(List<String> fields, String name, double value) {
        fields.add("\"" + name + "\":" + String.format(Locale.ROOT, "%.3f", value));
    }

    private static String escape(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
