package io.meshlog.demo;

import io.meshlog.demo.layout.Layout;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How to start the topology.
 *
 * @param root the project's folder, with the packaged modules below it
 * @param state holds all data, logs and records
 * @param fresh whether to wipe the state first
 * @param envoy Envoy's binary
 * @param controlPlaneFlags JVM flags of the control planes, after those in their jvm.options
 * @param out gets a line per stage
 */
public record DemoOptions(
    Path root,
    Path state,
    Layout layout,
    boolean fresh,
    Path envoy,
    List<String> controlPlaneFlags,
    PrintStream out) {

  /** Start fast and stay small: for a demo, not for load. */
  private static final List<String> SMALL = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1");

  public DemoOptions {
    root = root.toAbsolutePath().normalize();
    state = state.toAbsolutePath().normalize();
    controlPlaneFlags = List.copyOf(controlPlaneFlags);
  }

  /** What {@code ./meshlog demo} starts: Kuma's ports, state in {@code .meshlog/demo}. */
  public static DemoOptions of(Path root) {
    return new DemoOptions(
        root, root.resolve(".meshlog/demo"), new Layout(0), false, envoyHere(), SMALL, System.out);
  }

  /** For tests and benchmarks: private ports and state, nothing kept from an earlier run. */
  public static DemoOptions isolated(Path root, Path state) {
    return of(root).withState(state).withLayout(Layout.free()).withFresh(true);
  }

  public DemoOptions withState(Path state) {
    return new DemoOptions(root, state, layout, fresh, envoy, controlPlaneFlags, out);
  }

  public DemoOptions withLayout(Layout layout) {
    return new DemoOptions(root, state, layout, fresh, envoy, controlPlaneFlags, out);
  }

  public DemoOptions withFresh(boolean fresh) {
    return new DemoOptions(root, state, layout, fresh, envoy, controlPlaneFlags, out);
  }

  public DemoOptions withControlPlaneFlags(List<String> flags) {
    return new DemoOptions(root, state, layout, fresh, envoy, flags, out);
  }

  /** {@code MESHLOG_ENVOY}, else the one on the PATH. */
  private static Path envoyHere() {
    return Optional.ofNullable(System.getenv("MESHLOG_ENVOY"))
        .filter(value -> !value.isBlank())
        .map(Path::of)
        .or(DemoOptions::envoyOnPath)
        .filter(Files::isExecutable)
        .orElseThrow(() ->
            new DemoFailure(
                "no Envoy found: set MESHLOG_ENVOY to its binary, put it on the PATH, or start"
                    + " with ./meshlog, which fetches it"));
  }

  private static Optional<Path> envoyOnPath() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(path.split(":"))
        .map(folder -> Path.of(folder, "envoy"))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
