package io.meshlog.api;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.meshlog.xds.Names;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.meshlog.api");

  @Test
  void knowsTheStoreAndTheModelButNoEnvoyNoKafkaAndNoApp() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.envoyproxy..",
            "io.grpc..",
            "org.apache.kafka..",
            "java.sql.Connection",
            "jakarta.persistence..",
            "io.meshlog.sync..",
            "io.meshlog.zone..",
            "io.meshlog.global..",
            "io.meshlog.embedded..")
        .check(CLASSES);
  }

  @Test
  void springStaysInTheConfigurationAndTheRoutes() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..api.config..", "..api.web..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.springframework..")
        .check(CLASSES);
  }

  @Test
  void takesPolicyDefaultsAndMatchingFromTheGeneratorAndNothingElse() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..api.mesh..", "..api.rules..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.meshlog.xds..")
        .check(CLASSES);
  }

  @Test
  void knowsOfTheGeneratorOnlyItsPoliciesAndNames() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "io.meshlog.xds",
                    "io.meshlog.xds.state..",
                    "io.meshlog.xds.generate..",
                    "io.meshlog.xds.draft..")
                .and(not(equivalentTo(Names.class))))
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
  void nothingIsInjectedIntoFields() {
    noFields()
        .should()
        .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
        .check(CLASSES);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("io.meshlog.api.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
