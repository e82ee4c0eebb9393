package io.meshlog.zone;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The runtime initializes a class on the first thread that needs it, and others wait (JLS 12.4.2).
 * When two classes need each other for that, and two threads begin at either end, both wait for
 * ever. A control plane's first generations, all at once, are such threads.
 */
class ClassInitializationTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.meshlog");

  @Test
  void noTwoClassesWaitForEachOther() {
    Map<JavaClass, Set<JavaClass>> needs = new HashMap<>();
    CLASSES.forEach(type -> needs.put(type, neededBy(type)));
    Set<String> cycles = new TreeSet<>();
    needs.keySet().stream()
        // Nobody but the class around it can need it first.
        .filter(type -> !type.isAnonymousClass())
        .forEach(type -> {
          for (JavaClass other : reachable(type, needs)) {
            if (!other.isAnonymousClass() && reachable(other, needs).contains(type)) {
              cycles.add(type.getName() + " <-> " + other.getName());
            }
          }
        });
    assertThat(needs).hasSizeGreaterThan(1_000);
    assertThat(cycles).isEmpty();
  }

  private static Set<JavaClass> reachable(JavaClass from, Map<JavaClass, Set<JavaClass>> needs) {
    Set<JavaClass> found = new HashSet<>();
    Deque<JavaClass> open = new ArrayDeque<>(needs.getOrDefault(from, Set.of()));
    while (!open.isEmpty()) {
      JavaClass next = open.pop();
      if (!next.equals(from) && found.add(next)) {
        open.addAll(needs.getOrDefault(next, Set.of()));
      }
    }
    return found;
  }

  /** Those that are initialized before this one is. */
  private static Set<JavaClass> neededBy(JavaClass type) {
    Set<JavaClass> needed = new HashSet<>();
    if (!type.isInterface()) {
      type.getRawSuperclass().ifPresent(needed::add);
      // With a class, only those interfaces of it are initialized that have a default method.
      type.getAllRawInterfaces().stream()
          .filter(ClassInitializationTest::hasDefaultMethod)
          .forEach(needed::add);
    }
    Set<JavaCodeUnit> seen = new HashSet<>();
    Deque<JavaCodeUnit> open = new ArrayDeque<>();
    type.getStaticInitializer().ifPresent(open::add);
    while (!open.isEmpty()) {
      JavaCodeUnit code = open.pop();
      if (seen.add(code)) {
        for (JavaAccess<?> access : accesses(code)) {
          Optional<? extends JavaMember> used = access.getTarget().resolveMember();
          used.flatMap(ClassInitializationTest::initializedBy).ifPresent(needed::add);
          used.filter(JavaCodeUnit.class::isInstance)
              .map(JavaCodeUnit.class::cast)
              .ifPresent(open::add);
        }
      }
    }
    needed.remove(type);
    needed.removeIf(other -> !other.getPackageName().startsWith("io.meshlog"));
    return needed;
  }

  private static List<JavaAccess<?>> accesses(JavaCodeUnit code) {
    List<JavaAccess<?>> accesses = new ArrayList<>();
    accesses.addAll(code.getFieldAccesses());
    accesses.addAll(code.getMethodCallsFromSelf());
    accesses.addAll(code.getConstructorCallsFromSelf());
    // What stands in a lambda runs later.
    accesses.removeIf(JavaAccess::isDeclaredInLambda);
    return accesses;
  }

  /** A constructor, or something static, of this class is used. */
  private static Optional<JavaClass> initializedBy(JavaMember used) {
    boolean counts =
        used instanceof JavaConstructor || used.getModifiers().contains(JavaModifier.STATIC);
    return counts ? Optional.of(used.getOwner()) : Optional.empty();
  }

  private static boolean hasDefaultMethod(JavaClass type) {
    return type.getMethods().stream()
        .map(JavaMethod::getModifiers)
        .anyMatch(
            has -> !has.contains(JavaModifier.ABSTRACT) && !has.contains(JavaModifier.STATIC));
  }
}
