package io.meshlog.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
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
          .importPackages("io.meshlog.cli");

  @Test
  void knowsOfMeshlogOnlyTheModelsJson() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.meshlog.cli..",
            "io.meshlog.model.json..",
            "java..",
            "javax.net.ssl..",
            "picocli..",
            "tools.jackson..",
            "org.snakeyaml.engine..",
            "com.nimbusds..",
            "org.bouncycastle..",
            "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void whatIsPrintedAndDecidedKnowsNoCommandLineAndNoConnection() {
    noClasses()
        .that()
        .resideInAnyPackage("..output..", "..document..", "..token..", "..config..", "..importer..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("picocli..", "java.net.http..", "..cli.command..")
        .check(CLASSES);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("io.meshlog.cli.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
