package io.meshlog.store;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.meshlog.store");

  @Test
  void knowsTheModelAndTheContractButNoOtherShell() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.kafka..",
            "org.springframework.web..",
            "io.envoyproxy..",
            "io.meshlog.sync..",
            "io.meshlog.api..",
            "io.meshlog.xds..",
            "io.meshlog.zone..",
            "io.meshlog.global..",
            "io.meshlog.embedded..")
        .check(CLASSES);
  }

  @Test
  void springStaysInTheConfigurationAndTheReadModels() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..store.config..", "..store.insight..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.springframework..", "jakarta..", "org.hibernate..")
        .check(CLASSES);
  }

  @Test
  void theRowsOfTheLogKnowNothingOfTheirUsers() {
    noClasses()
        .that()
        .resideInAPackage("..store.log..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "..store.append..",
            "..store.tail..",
            "..store.image..",
            "..store.history..",
            "..store.secret..",
            "..store.export..",
            "..store.imports..",
            "..store.lease..",
            "..store.insight..",
            "..store.config..",
            "..store.verify..")
        .check(CLASSES);
  }

  @Test
  void onlyTheConfigurationAndTheStoreItselfKnowTheWhole() {
    classes()
        .that()
        .belongToAnyOf(EventStore.class, StoreOptions.class)
        .should()
        .onlyHaveDependentClassesThat()
        .resideInAnyPackage("io.meshlog.store", "..store.config..")
        .check(CLASSES);
  }

  @Test
  void timeComesFromTheClockThatIsGiven() {
    noClasses()
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(CLASSES);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("io.meshlog.store.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
