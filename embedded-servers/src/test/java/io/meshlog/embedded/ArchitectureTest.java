package io.meshlog.embedded;

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
          .importPackages("io.meshlog.embedded");

  @Test
  void knowsNoOtherModule() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.meshlog.embedded",
            "java..",
            "kafka..",
            "org.apache.kafka..",
            "org.apache.commons.compress..",
            "org.tukaani.xz",
            "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void leavesTheBrokersClassesToTheBrokersOwnProcess() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(KafkaBrokerMain.class)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("kafka..", "org.apache.kafka..")
        .check(CLASSES);
  }
}
