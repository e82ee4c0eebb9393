package io.meshlog.dp;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.meshlog.dp");

  @Test
  void theLauncherKnowsNoOtherModuleAndNoLibraryThatWouldCostMemory() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.meshlog.dp..",
            "io.grpc..",
            "io.netty..",
            "java..",
            "javax.net.ssl..",
            "sun.misc..",
            "picocli..",
            "org.snakeyaml.engine..",
            "tools.jackson.core..",
            "org.jspecify..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage("io.meshlog.dp.otel..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.grpc..", "io.netty..")
        .because("gRPC costs more memory than all the rest")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage("io.meshlog.dp.otel..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net.http..", "java.util.logging..", "com.sun.net.httpserver..")
        .check(CLASSES);
  }

  @Test
  void theRoomsKnowOnlyWhatTheirDoorsSay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("launch")
        .definedBy("io.meshlog.dp")
        .layer("cli")
        .definedBy("io.meshlog.dp.cli..")
        .layer("settings")
        .definedBy("io.meshlog.dp.settings..")
        .layer("bootstrap")
        .definedBy("io.meshlog.dp.bootstrap..")
        .layer("readiness")
        .definedBy("io.meshlog.dp.readiness..")
        .layer("metrics")
        .definedBy("io.meshlog.dp.metrics..")
        .layer("config")
        .definedBy("io.meshlog.dp.config..")
        .layer("dns")
        .definedBy("io.meshlog.dp.dns..")
        .layer("access log")
        .definedBy("io.meshlog.dp.accesslog..")
        .layer("http")
        .definedBy("io.meshlog.dp.http..")
        .layer("otel")
        .definedBy("io.meshlog.dp.otel..")
        .layer("envoy")
        .definedBy("io.meshlog.dp.envoy..")
        .whereLayer("launch")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("cli")
        .mayOnlyBeAccessedByLayers("launch")
        .whereLayer("settings")
        .mayOnlyBeAccessedByLayers("launch", "cli")
        .whereLayer("bootstrap")
        .mayOnlyBeAccessedByLayers("launch")
        .whereLayer("readiness")
        .mayOnlyBeAccessedByLayers("launch")
        .whereLayer("metrics")
        .mayOnlyBeAccessedByLayers("launch")
        .whereLayer("config")
        .mayOnlyBeAccessedByLayers("launch", "settings", "metrics", "otel")
        .whereLayer("http")
        .mayOnlyBeAccessedByLayers("launch", "metrics", "envoy", "readiness")
        .whereLayer("otel")
        .mayOnlyBeAccessedByLayers("launch")
        .whereLayer("dns")
        .mayOnlyBeAccessedByLayers("launch")
        .whereLayer("access log")
        .mayOnlyBeAccessedByLayers("launch")
        .whereLayer("envoy")
        .mayOnlyBeAccessedByLayers("launch", "readiness")
        .check(CLASSES);
  }
}
