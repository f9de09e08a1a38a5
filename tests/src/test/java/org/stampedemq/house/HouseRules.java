package org.stampedemq.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Every rule by its name, for the house itself or for a tree of planted faults: both look alike below their root. */
final class HouseRules {
    private final String root;
    private final Map<String, ArchRule> rules = new LinkedHashMap<>();

    /** @param root the package below which stomp, storage, broker… lie */
    HouseRules(String root) {
        this.root = root;
        arrowsBetweenModules();
        arrowsInside();
        rules.put(
                "no package cycles", slices().matching(root + ".(**)").should().beFreeOfCycles());
        librariesHaveOneHome();
        ownersNeedNoLocks();
        rules.put("threads are born where the table says", threads());
        rules.put("the clock is handed in", clock());
        rules.put("nobody sleeps", noSleep());
        rules.put("no static changes", noStaticChanges());
        rules.put("exceptions have names", namedExceptions());
        rules.put("names come from the field", names());
        rules.put("configuration is read in one place", configuration());
        rules.put("the log is not a console", noPrinting());
        rules.put("bodies cross doors read-only", readOnlyBodies());
        rules.put("the octets of a message are for engines", octets());
        rules.put("every package is null-marked", nullMarked());
    }

    Map<String, ArchRule> all() {
        return rules;
    }

    /** Below the root, with everything below them. */
    private String[] in(String... packages) {
        return Arrays.stream(packages).map(name -> root + "." + name + "..").toArray(String[]::new);
    }

    /** Below the root, without what is below them. */
    private String[] exactly(String... packages) {
        return Arrays.stream(packages)
                .map(name -> name.isEmpty() ? root : root + "." + name)
                .toArray(String[]::new);
    }

    private DescribedPredicate<JavaClass> ours() {
        return resideInAnyPackage(root + "..");
    }

    /** Who lies here sees of ours only itself and these. */
    private ArchRule sees(String[] who, String[]... whom) {
        DescribedPredicate<JavaClass> allowed = resideInAnyPackage(who);
        for (String[] packages : whom) {
            allowed = allowed.or(resideInAnyPackage(packages));
        }
        return noClasses()
                .that()
                .resideInAnyPackage(who)
                .should()
                .dependOnClassesThat(ours().and(DescribedPredicate.not(allowed)))
                .allowEmptyShould(true);
    }

    private void arrowsBetweenModules() {
        rules.put("stomp sees nothing of ours", sees(in("stomp")));
        rules.put("storage sees nothing of ours", sees(in("storage")));
        rules.put("broker sees stomp and storage", sees(in("broker"), in("stomp", "storage")));
        rules.put("client sees stomp", sees(in("client"), in("stomp")));
        rules.put(
                "gateway sees the broker by its management and sessions",
                sees(in("gateway"), in("broker.management", "broker.session", "stomp", "client")));
        rules.put(
                "nobody sees app, bench and tests",
                noClasses()
                        .that()
                        .resideOutsideOfPackages(in("app", "bench"))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(in("app", "bench"))
                        .allowEmptyShould(true));
        rules.put("app does not see bench", sees(in("app"), in("stomp", "storage", "broker", "client", "gateway")));
    }

    private void arrowsInside() {
        rules.put("stomp.frame sees nothing", sees(in("stomp.frame")));
        rules.put("stomp.codec sees frame", sees(in("stomp.codec"), in("stomp.frame")));
        for (String engine : List.of("memory", "rocksdb", "tiered", "throttled")) {
            rules.put("storage." + engine + " sees the door only", sees(in("storage." + engine), exactly("storage")));
        }
        rules.put("broker.lane sees nothing of ours", sees(in("broker.lane")));
        rules.put(
                "broker.destination sees lane and storage",
                sees(in("broker.destination"), in("broker.lane", "storage")));
        rules.put(
                "broker.session sees destination, lane, stomp and storage",
                sees(in("broker.session"), in("broker.destination", "broker.lane", "stomp", "storage")));
        rules.put(
                "broker.maintenance sees destination, lane and storage",
                sees(in("broker.maintenance"), in("broker.destination", "broker.lane", "storage")));
        rules.put(
                "nobody in the broker sees its root",
                noClasses()
                        .that()
                        .resideInAnyPackage(in(
                                "broker.lane",
                                "broker.destination",
                                "broker.session",
                                "broker.maintenance",
                                "broker.management"))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(exactly("broker"))
                        .allowEmptyShould(true));
        rules.put(
                "app.config and app.node do not see the command line",
                sees(
                        in("app.config", "app.node", "app.log", "app.json"),
                        in("stomp", "storage", "broker", "client", "gateway")));
    }

    private void librariesHaveOneHome() {
        netty();
        home("Vert.x", "io.vertx..", "gateway");
        home("Caffeine", "com.github.benmanes.caffeine..", "storage.tiered");
        home("RocksDB", "org.rocksdb..", "storage.rocksdb");
        home("JDBC", "java.sql..", "storage.postgresql");
        home("JGroups", "org.jgroups..", "cluster.jgroups");
        home("picocli", "picocli..", "app.cli", "bench");
        home("Logback", "ch.qos.logback..", "app.log", "bench");
    }

    /** The names of commands and headers are the wire's vocabulary, which its door takes from netty-codec-stomp. */
    private void netty() {
        rules.put(
                "Netty has one home",
                noClasses()
                        .that()
                        .resideOutsideOfPackages(in("stomp", "client", "gateway", "bench"))
                        .should()
                        .dependOnClassesThat(resideInAnyPackage("io.netty..")
                                .and(DescribedPredicate.not(resideInAnyPackage("io.netty.handler.codec.stomp")))));
    }

    private void home(String library, String packages, String... homes) {
        rules.put(
                library + " has one home",
                noClasses()
                        .that()
                        .resideOutsideOfPackages(in(homes))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(packages)
                        .allowEmptyShould(true));
    }

    private void ownersNeedNoLocks() {
        String[] owned = in("broker.destination", "broker.session");
        rules.put(
                "no locks in destination and session",
                noClasses()
                        .that()
                        .resideInAnyPackage(owned)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("java.util.concurrent.locks..")
                        .orShould()
                        .dependOnClassesThat(describe("are latches, barriers or semaphores", HouseRules::blocks))
                        .allowEmptyShould(true));
        rules.put(
                "no synchronized in destination and session",
                classes()
                        .that()
                        .resideInAnyPackage(owned)
                        .should(Monitors.beAbsent())
                        .allowEmptyShould(true));
        rules.put(
                "a lane waits for nothing",
                noClasses()
                        .that()
                        .resideInAnyPackage(in("broker.destination", "broker.session", "broker.lane", "storage.tiered"))
                        .should()
                        .callMethodWhere(describe(
                                "it waits, and not to close",
                                call -> !call.getOrigin().getName().equals("close") && waits(call)))
                        .allowEmptyShould(true));
    }

    private static boolean waits(JavaAccess<?> call) {
        return calls(Future.class, "get").test(call)
                || calls(CompletableFuture.class, "join").test(call)
                || calls(Object.class, "wait").test(call);
    }

    private static boolean blocks(JavaClass type) {
        return Set.of("CountDownLatch", "CyclicBarrier", "Semaphore", "Phaser", "Exchanger")
                        .contains(type.getSimpleName())
                && type.getPackageName().equals("java.util.concurrent");
    }

    private ArchRule threads() {
        return noClasses()
                .that(ours().and(DescribedPredicate.not(bornHere())))
                .should()
                .callConstructorWhere(describe(
                        "it makes a thread", call -> call.getTargetOwner().isAssignableTo(Thread.class)))
                .orShould()
                .accessTargetWhere(calls(Executors.class, "*"))
                .orShould()
                .accessTargetWhere(calls(Thread.class, "ofPlatform", "ofVirtual", "startVirtualThread"))
                .orShould()
                .dependOnClassesThat(describe(
                        "are pools or timers",
                        type -> Set.of("java.util.Timer", "java.util.concurrent.ForkJoinPool")
                                        .contains(type.getName())
                                || type.getName().startsWith("java.util.concurrent.ThreadPool")
                                || type.getName().startsWith("java.util.concurrent.ScheduledThreadPool")))
                .orShould()
                .callMethodWhere(describe(
                        "it runs on the common pool",
                        call -> call.getTargetOwner().isAssignableTo(CompletableFuture.class)
                                && call.getName().endsWith("Async")
                                && call.getTarget().getRawParameterTypes().stream()
                                        .noneMatch(type -> type.getName().equals("java.util.concurrent.Executor"))));
    }

    /** The table of docs/THREADS.md. Netty and Vert.x make their own, in stomp.server, client and gateway. */
    private DescribedPredicate<JavaClass> bornHere() {
        return resideInAnyPackage(in("stomp.server", "client", "storage.rocksdb", "bench"))
                .or(resideInAnyPackage(exactly("broker")))
                .or(resideInAnyPackage(in("broker.maintenance")).and(simpleNameEndingWith("Clock")));
    }

    /** The wiring in the root of the broker hands the clock in; load programs measure. */
    private ArchRule clock() {
        return noClasses()
                .that(ours().and(DescribedPredicate.not(simpleNameEndingWith("Clock")))
                        .and(DescribedPredicate.not(resideInAnyPackage(in("bench"))))
                        .and(DescribedPredicate.not(resideInAnyPackage(exactly("broker"))))
                        .and(DescribedPredicate.not(describe(
                                "are Main", type -> type.getSimpleName().equals("Main")))))
                .should()
                .accessTargetWhere(calls(System.class, "currentTimeMillis", "nanoTime"))
                .orShould()
                .accessTargetWhere(calls(Instant.class, "now"))
                .orShould()
                .accessTargetWhere(calls(InstantSource.class, "system"))
                .orShould()
                .accessTargetWhere(calls(Clock.class, "systemUTC", "systemDefaultZone", "system"))
                .orShould()
                .callMethodWhere(describe(
                        "it asks a date or time for now",
                        call -> call.getTargetOwner().getPackageName().startsWith("java.time")
                                && call.getName().equals("now")
                                && call.getTarget().getRawParameterTypes().isEmpty()));
    }

    static ArchRule noSleep() {
        return noClasses()
                .should()
                .accessTargetWhere(calls(Thread.class, "sleep"))
                .orShould()
                .accessTargetWhere(calls(TimeUnit.class, "sleep"));
    }

    private ArchRule noStaticChanges() {
        return fields().that()
                .areDeclaredInClassesThat(ours())
                .and(describe("are static and written by people", HouseRules::writtenStatic))
                .should()
                .beFinal()
                .andShould()
                .notHaveRawType(describe("can change", HouseRules::changes))
                .allowEmptyShould(true);
    }

    private static boolean writtenStatic(JavaField field) {
        return field.getModifiers().contains(JavaModifier.STATIC)
                && !field.getModifiers().contains(JavaModifier.SYNTHETIC)
                && !field.getName().contains("$");
    }

    private static boolean changes(JavaClass type) {
        String name = type.getName();
        boolean concurrent = name.startsWith("java.util.concurrent.") && !name.equals("java.util.concurrent.TimeUnit");
        boolean local = name.startsWith("java.lang.ThreadLocal") || name.startsWith("java.lang.StringBu");
        boolean collection = Set.of(
                        "java.util.HashMap", "java.util.ArrayList", "java.util.ArrayDeque", "java.util.HashSet")
                .contains(name);
        return concurrent || local || collection;
    }

    private ArchRule namedExceptions() {
        return noClasses()
                .should()
                .callConstructorWhere(describe(
                        "it is an exception that says nothing",
                        call -> Set.of(
                                                RuntimeException.class.getName(),
                                                Exception.class.getName(),
                                                Error.class.getName(),
                                                Throwable.class.getName())
                                        .contains(call.getTargetOwner().getName())
                                && !call.getOrigin().isConstructor()));
    }

    private ArchRule names() {
        return noClasses().should().haveNameMatching(".*(Impl|Utils?|Helpers?|Manager)(\\$.*)?");
    }

    private ArchRule configuration() {
        return noClasses()
                .that()
                .resideOutsideOfPackages(in("app.config", "app.json"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.typesafe.config..")
                .orShould()
                .callMethodWhere(describe(
                        "it reads the environment or a property",
                        call -> Set.of("getenv", "getProperty", "getInteger", "getBoolean", "getLong")
                                        .contains(call.getName())
                                && Set.of(System.class, Integer.class, Boolean.class, Long.class).stream()
                                        .anyMatch(type -> call.getTargetOwner().isEquivalentTo(type))
                                && !call.getOriginOwner().getPackageName().equals(root + ".app.cli")
                                && !call.getOriginOwner().getPackageName().startsWith(root + ".bench")));
    }

    private ArchRule noPrinting() {
        return noClasses()
                .that()
                .resideOutsideOfPackages(in("app.cli", "bench"))
                .should()
                .accessFieldWhere(describe(
                        "it is a standard stream",
                        access -> access.getTargetOwner().isEquivalentTo(System.class)
                                && Set.of("out", "err").contains(access.getName())))
                .orShould()
                .callMethodWhere(describe(
                        "it prints a stack trace",
                        call -> call.getName().equals("printStackTrace")
                                && call.getTarget().getRawParameterTypes().isEmpty()));
    }

    private ArchRule readOnlyBodies() {
        return methods()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat(resideInAnyPackage(exactly("storage", "broker", "broker.management"))
                        .and(describe("are public", type -> type.getModifiers().contains(JavaModifier.PUBLIC))))
                .and()
                .doNotHaveName("octets")
                .should()
                .notHaveRawReturnType(byte[].class)
                .allowEmptyShould(true);
    }

    private ArchRule octets() {
        return noClasses()
                .that()
                .resideOutsideOfPackages(in("storage"))
                .should()
                .callMethodWhere(describe(
                        "it takes the octets of a message",
                        call -> call.getName().equals("octets")
                                && call.getTargetOwner().getSimpleName().equals("Message")));
    }

    private ArchRule nullMarked() {
        return classes()
                .that(describe("are packages", type -> type.getSimpleName().equals("package-info")))
                .should()
                .beAnnotatedWith("org.jspecify.annotations.NullMarked")
                .allowEmptyShould(true);
    }

    private static DescribedPredicate<JavaAccess<?>> calls(Class<?> type, String... names) {
        return describe(
                "it calls " + type.getSimpleName() + "." + String.join(" or ", names),
                call -> call.getTargetOwner().isAssignableTo(type)
                        && (names[0].equals("*") || Arrays.asList(names).contains(call.getName())));
    }
}
