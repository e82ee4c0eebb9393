package io.meshlog.bench.containers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The project's own files, by their path from its folder. */
final class ProjectFiles {
  private static final Path ROOT = Path.of(System.getProperty("meshlog.root"));

  private ProjectFiles() {}

  static Path path(String name) {
    return ROOT.resolve(name).normalize();
  }

  static String text(String name) {
    try {
      return Files.readString(path(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A property of the root pom. */
  static String pomProperty(String name) {
    String quoted = Pattern.quote(name);
    Matcher found =
        Pattern.compile("<" + quoted + ">([^<]+)</" + quoted + ">").matcher(text("pom.xml"));
    if (!found.find()) {
      throw new IllegalArgumentException("the root pom has no property " + name);
    }
    return found.group(1);
  }

  /** Whether a module has a class of that name with a main method. */
  static boolean hasMain(String module, String className) {
    String file = module + "/src/main/java/" + className.replace('.', '/') + ".java";
    return Files.exists(path(file)) && text(file).contains("static void main(");
  }
}
