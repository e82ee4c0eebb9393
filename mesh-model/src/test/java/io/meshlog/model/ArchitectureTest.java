package io.meshlog.model;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.meshlog.model.architecture.Purity;
import io.meshlog.model.json.GoDuration;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES = Purity.classesOf("io.meshlog.model");

  @Test
  void importsOnlyTheJdkJacksonAndPersistentCollections() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java.lang..",
            "java.util..",
            "java.time..",
            "java.math..",
            "java.net..",
            "java.nio.charset..",
            "java.security..",
            "org.jspecify..",
            "org.pcollections..",
            "com.fasterxml.jackson.annotation..",
            "tools.jackson..",
            "io.meshlog.model..")
        .check(CLASSES);
  }

  @Test
  void knowsNoClockAndNoChance() {
    Purity.NO_CLOCK_AND_NO_CHANCE.check(CLASSES);
  }

  @Test
  void packagesFormNoCycle() {
    // GoDuration is a plain value; only its reader and writer have to do with JSON.
    slices()
        .matching("io.meshlog.model.(*)..")
        .should()
        .beFreeOfCycles()
        .ignoreDependency(alwaysTrue(), type(GoDuration.class))
        .check(CLASSES);
  }
}
