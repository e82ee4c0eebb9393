package io.meshlog.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The Java command line of a packaged control plane. With what {@code ./meshlog build} prepared
 * beside it the runtime need not load, link and profile again what every start needs; a cache that
 * fits neither the runtime nor the class path is left aside without a word.
 *
 * @param root the project's folder, with the packaged modules below it
 */
public record ControlPlaneJvm(Path root, boolean global) {
  private static final List<String> QUIET = List.of("-Xlog:aot*=off", "-Xlog:cds*=off");

  /**
   * @param flags after those in its jvm.options
   */
  public List<String> line(List<String> flags) {
    List<String> all = new ArrayList<>();
    if (Files.exists(cache())) {
      all.add("-XX:AOTCache=" + cache());
      all.addAll(QUIET);
    }
    all.addAll(flags);
    return command(all);
  }

  /** Of a run from which a cache is made, when it ends. */
  public List<String> training(Path cache) {
    List<String> all = new ArrayList<>();
    // A start's limit bounds the size of the cache, too.
    all.add("-XX:MaxMetaspaceSize=1g");
    all.add("-XX:AOTCacheOutput=" + cache);
    return command(all);
  }

  private List<String> command(List<String> flags) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Path options = root.resolve(module()).resolve("jvm.options");
    if (Files.exists(options)) {
      line.add("@" + options);
    }
    line.addAll(flags);
    line.addAll(List.of("-cp", root.resolve(module() + "/target/dist/lib") + "/*"));
    line.add(global ? "io.meshlog.global.GlobalControlPlane" : "io.meshlog.zone.ZoneControlPlane");
    return line;
  }

  /** Where {@code ./meshlog} looks for it, too. */
  public Path cache() {
    return root.resolve(module() + "/target/dist/" + module() + ".aot");
  }

  private String module() {
    return global ? "global-cp" : "zone-cp";
  }
}
