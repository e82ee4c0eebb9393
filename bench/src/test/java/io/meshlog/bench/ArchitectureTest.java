package io.meshlog.bench;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.meshlog.bench");

  @Test
  void measuresFromOutside() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.meshlog.bench..",
            "io.meshlog.demo..",
            "io.meshlog.embedded",
            "io.meshlog.store..",
            "io.meshlog.events..",
            "io.meshlog.model..",
            "io.meshlog.xds..",
            "org.openjdk.jmh..",
            "com.zaxxer.hikari..",
            "java..",
            "javax..",
            "org.jspecify..",
            "picocli..",
            "tools.jackson..",
            "org.postgresql..",
            "io.grpc..",
            "io.netty..",
            "io.envoyproxy..",
            "com.google.protobuf..")
        .check(CLASSES);
  }

  @Test
  void looksIntoADatabaseInTheSoakAndTheBenchOfTheLogOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.meshlog.bench.soak", "io.meshlog.bench.log", "io.meshlog.bench.jmh..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.meshlog.store..", "org.postgresql..", "java.sql..", "javax.sql..")
        .check(CLASSES);
  }

  @Test
  void knowsTheInsideWhereItIsMeasuredOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.meshlog.bench.log", "io.meshlog.bench.jmh..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "io.meshlog.store..",
                    "io.meshlog.events..",
                    "io.meshlog.model..",
                    "io.meshlog.xds..")
                .and(not(resideInAPackage("io.meshlog.store.verify"))))
        .check(CLASSES);
  }

  @Test
  void keepsTheSimulatedProxyFreeOfTheTopology() {
    noClasses()
        .that()
        .resideInAPackage("io.meshlog.bench.ads")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.meshlog.demo..", "io.meshlog.embedded..", "io.meshlog.bench.propagate..")
        .check(CLASSES);
  }
}
