package io.meshlog.xds;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.meshlog.model.architecture.Purity;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES = Purity.classesOf("io.meshlog.xds");

  @Test
  void importsOnlyTheJdkTheModelAndTheEnvoyApi() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java.lang..",
            "java.util..",
            "java.time..",
            "java.math..",
            "java.net",
            "java.io",
            "java.nio.charset..",
            "java.security..",
            "org.jspecify..",
            "org.pcollections..",
            "com.fasterxml.jackson.annotation..",
            "tools.jackson..",
            "com.google.protobuf..",
            "io.envoyproxy..",
            "com.github.xds..",
            "udpa.annotations",
            "io.opentelemetry.proto..",
            "io.meshlog.model..",
            "io.meshlog.xds..")
        .check(CLASSES);
  }

  @Test
  void knowsNoClockAndNoChance() {
    Purity.NO_CLOCK_AND_NO_CHANCE.check(CLASSES);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("io.meshlog.xds.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void theValuesKnowNoOtherPackage() {
    noClasses()
        .that()
        .resideInAPackage("io.meshlog.xds")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.meshlog.xds.*..")
        .check(CLASSES);
  }

  @Test
  void policiesDoNotKnowTheirSiblings() {
    slices()
        .matching("io.meshlog.xds.policy.(*)..")
        .should()
        .notDependOnEachOther()
        .allowEmptyShould(true)
        .check(CLASSES);
  }
}
