package io.meshlog.global;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.meshlog.global");

  @Test
  void theAppWiresAndDoesNothingItself() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.meshlog.zone..",
            "io.meshlog.dp..",
            "io.meshlog.demo..",
            "org.apache.kafka..",
            "javax.sql..",
            "io.envoyproxy..")
        .check(CLASSES);
  }
}
