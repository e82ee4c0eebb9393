package io.meshlog.events;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.meshlog.model.architecture.Purity;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES = Purity.classesOf("io.meshlog.events");

  @Test
  void knowsNoShellAndNoFramework() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..events.subscriber..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.springframework..",
            "org.apache.kafka..",
            "java.sql..",
            "javax.sql..",
            "java.net.http..",
            "org.slf4j..",
            "io.meshlog.store..",
            "io.meshlog.sync..",
            "io.meshlog.xds..",
            "io.meshlog.api..")
        .check(CLASSES);
  }

  @Test
  void knowsNoClockAndNoChance() {
    Purity.NO_CLOCK_AND_NO_CHANCE.check(CLASSES);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("io.meshlog.events.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
