package io.meshlog.sync;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.meshlog.sync");

  @Test
  void onlyTheConfigurationKnowsSpring() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..sync.config..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.springframework..")
        .check(CLASSES);
  }

  @Test
  void knowsNoTablesAndNoAppsAndNoProxies() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "javax.sql..",
            "jakarta.persistence..",
            "io.meshlog.xds..",
            "io.meshlog.api..",
            "io.meshlog.global..",
            "io.meshlog.zone..",
            "io.envoyproxy..")
        .check(CLASSES);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("io.meshlog.sync.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
