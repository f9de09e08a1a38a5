package org.stampedemq.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the rules against the house. */
class HouseTest {
    private static final List<String> MODULES =
            List.of("stomp", "storage", "broker", "client", "gateway", "app", "bench", "tests");

    @TestFactory
    Stream<DynamicTest> theHouseKeepsItsRules() {
        JavaClasses house = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("org.stampedemq");
        assertThat(house.contain("org.stampedemq.broker.Broker")).isTrue();
        return new HouseRules("org.stampedemq")
                .all().entrySet().stream()
                        .map(rule -> DynamicTest.dynamicTest(
                                rule.getKey(), () -> rule.getValue().check(house)));
    }

    @Test
    void nobodySleepsInTestsEither() {
        List<Path> tests = MODULES.stream()
                .map(module -> Path.of("..", module, "target", "test-classes"))
                .filter(Files::isDirectory)
                .toList();
        assertThat(tests).isNotEmpty();
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(location -> !location.contains("/planted/"))
                .importPaths(tests);
        HouseRules.noSleep().check(classes);
    }

    @Test
    void everyPackageBeginsWithAParagraph() throws Exception {
        for (String module : MODULES) {
            Path sources = Path.of("..", module, "src", "main", "java");
            if (!Files.isDirectory(sources)) {
                continue;
            }
            try (Stream<Path> packages = Files.walk(sources).filter(Files::isDirectory)) {
                for (Path directory : packages.filter(HouseTest::hasClasses).toList()) {
                    Path info = directory.resolve("package-info.java");
                    assertThat(info).exists();
                    assertThat(Files.readString(info))
                            .as(info.toString())
                            .startsWith("/**")
                            .doesNotContain("Placeholder");
                }
            }
        }
    }

    @Test
    void noClassSwallowsTheOthers() throws Exception {
        for (String module : MODULES) {
            Path sources = Path.of("..", module, "src", "main", "java");
            if (!Files.isDirectory(sources)) {
                continue;
            }
            try (Stream<Path> files =
                    Files.walk(sources).filter(file -> file.toString().endsWith(".java"))) {
                for (Path file : files.toList()) {
                    assertThat(Files.readAllLines(file)).as(file.toString()).hasSizeLessThan(500);
                }
            }
        }
    }

    private static boolean hasClasses(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.anyMatch(file -> file.toString().endsWith(".java"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
