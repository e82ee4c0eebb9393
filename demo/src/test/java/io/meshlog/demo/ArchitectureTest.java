package io.meshlog.demo;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.meshlog.demo");

  @Test
  void knowsTheControlPlanesFromOutsideOnly() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.meshlog.demo..",
            "io.meshlog.embedded",
            "java..",
            "com.sun.net.httpserver",
            "org.jspecify..",
            "picocli..",
            "tools.jackson..")
        .check(CLASSES);
  }

  @Test
  void keepsTheApplicationsToTheJdk() {
    classes()
        .that()
        .resideInAPackage("io.meshlog.demo.app")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.meshlog.demo.app", "java..", "com.sun.net.httpserver", "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void keepsLayoutAndProcessesApart() {
    classes()
        .that()
        .resideInAnyPackage("io.meshlog.demo.layout", "io.meshlog.demo.process")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.meshlog.demo.layout",
            "io.meshlog.demo.process",
            "io.meshlog.embedded",
            "java..",
            "org.jspecify..")
        .check(CLASSES);
  }
}
