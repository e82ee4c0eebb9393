package io.meshlog.zone;

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
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.meshlog.zone");

  @Test
  void springStaysInTheConfiguration() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..zone.config..")
        .and()
        .doNotHaveSimpleName("ZoneControlPlane")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.springframework..", "jakarta..")
        .check(CLASSES);
  }

  @Test
  void nothingTalksToTheDatabaseOrKafkaItself() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..zone.config..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..", "org.apache.kafka..", "org.hibernate..")
        .check(CLASSES);
  }

  @Test
  void discoveryKnowsNothingOfMeshesOrTheLog() {
    noClasses()
        .that()
        .resideInAnyPackage("..zone.ads..", "..zone.dpserver..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.meshlog.model..", "io.meshlog.store..", "io.meshlog.xds.state..")
        .check(CLASSES);
  }

  @Test
  void thePushPathWritesNothing() {
    noClasses()
        .that()
        .resideInAnyPackage("..zone.ads..", "..zone.push..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.meshlog.store.append..", "io.meshlog.store.insight..", "..zone.status..")
        .check(CLASSES);
  }

  @Test
  void grpcStaysAtTheDoor() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "..zone.push..", "..zone.identity..", "..zone.image..", "..zone.status..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.grpc..", "io.netty..")
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
    slices().matching("io.meshlog.zone.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
