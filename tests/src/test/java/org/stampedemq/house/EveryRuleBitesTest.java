package org.stampedemq.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A rule that never fails protects nothing: each is held against a tree in which somebody broke it. */
class EveryRuleBitesTest {
    private static final String PLANTED = "org.stampedemq.planted";

    /** The rule, and the class that breaks it. */
    private static final Map<String, String> FAULTS = Map.ofEntries(
            Map.entry("stomp sees nothing of ours", "stomp.frame.SeesStorage"),
            Map.entry("storage sees nothing of ours", "storage.SeesBroker"),
            Map.entry("broker sees stomp and storage", "broker.SeesGateway"),
            Map.entry("client sees stomp", "client.SeesBroker"),
            Map.entry("gateway sees the broker by its management and sessions", "gateway.SeesDestination"),
            Map.entry("nobody sees app, bench and tests", "broker.SeesApp"),
            Map.entry("app does not see bench", "app.SeesBench"),
            Map.entry("stomp.frame sees nothing", "stomp.frame.SeesCodec"),
            Map.entry("stomp.codec sees frame", "stomp.codec.SeesServer"),
            Map.entry("storage.memory sees the door only", "storage.memory.SeesTiered"),
            Map.entry("storage.rocksdb sees the door only", "storage.rocksdb.SeesTiered"),
            Map.entry("storage.tiered sees the door only", "storage.tiered.SeesMemory"),
            Map.entry("storage.throttled sees the door only", "storage.throttled.SeesTiered"),
            Map.entry("broker.lane sees nothing of ours", "broker.lane.SeesDestination"),
            Map.entry("broker.destination sees lane and storage", "broker.destination.SeesSession"),
            Map.entry("broker.session sees destination, lane, stomp and storage", "broker.session.SeesManagement"),
            Map.entry("broker.maintenance sees destination, lane and storage", "broker.maintenance.SeesSession"),
            Map.entry("nobody in the broker sees its root", "broker.session.SeesRoot"),
            Map.entry("app.config and app.node do not see the command line", "app.node.SeesCommandLine"),
            Map.entry("no package cycles", "stomp.codec"),
            Map.entry("Netty has one home", "broker.UsesNetty"),
            Map.entry("Vert.x has one home", "broker.UsesVertx"),
            Map.entry("Caffeine has one home", "broker.UsesCaffeine"),
            Map.entry("RocksDB has one home", "broker.UsesRocksDb"),
            Map.entry("JDBC has one home", "broker.UsesJdbc"),
            Map.entry("picocli has one home", "broker.UsesPicocli"),
            Map.entry("Logback has one home", "broker.UsesLogback"),
            Map.entry("no locks in destination and session", "broker.destination.Locks"),
            Map.entry("no synchronized in destination and session", "broker.destination.Synchronizes"),
            Map.entry("a lane waits for nothing", "broker.destination.Waits"),
            Map.entry("threads are born where the table says", "broker.destination.MakesThread"),
            Map.entry("the clock is handed in", "broker.destination.ReadsTime"),
            Map.entry("nobody sleeps", "broker.destination.Sleeps"),
            Map.entry("no static changes", "broker.destination.Remembers"),
            Map.entry("exceptions have names", "broker.destination.ThrowsAnything"),
            Map.entry("names come from the field", "broker.destination.QueueManager"),
            Map.entry("configuration is read in one place", "broker.destination.ReadsEnvironment"),
            Map.entry("the log is not a console", "broker.destination.Prints"),
            Map.entry("bodies cross doors read-only", "storage.GivesBytes"),
            Map.entry("the octets of a message are for engines", "broker.destination.TakesOctets"),
            Map.entry("every package is null-marked", "broker.unmarked"));

    @TestFactory
    Stream<DynamicTest> onItsPlantedFault() {
        JavaClasses planted = new ClassFileImporter().importPackages(PLANTED);
        Map<String, ArchRule> rules = new HouseRules(PLANTED).all();
        return FAULTS.entrySet().stream()
                .map(fault -> DynamicTest.dynamicTest(fault.getKey(), () -> {
                    ArchRule rule = rules.get(fault.getKey());
                    assertThat(rule).as("rule").isNotNull();
                    assertThat(rule.evaluate(planted).getFailureReport().getDetails())
                            .as(fault.getKey())
                            .anyMatch(detail -> detail.contains(fault.getValue()));
                }));
    }

    @Test
    void noRuleIsLeftWithoutAFault() {
        // JGroups is not on the class path before the cluster is, so nothing can use it.
        assertThat(new HouseRules(PLANTED).all().keySet())
                .allMatch(rule -> FAULTS.containsKey(rule) || rule.startsWith("JGroups"));
    }
}
