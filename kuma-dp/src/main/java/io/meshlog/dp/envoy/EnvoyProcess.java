package io.meshlog.dp.envoy;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/** The running Envoy, child of this process, writing to this process's stdout and stderr. */
public final class EnvoyProcess {
  private final Process process;
  private final boolean boundToLauncher;

  private EnvoyProcess(Process process, boolean boundToLauncher) {
    this.process = process;
    this.boundToLauncher = boundToLauncher;
  }

  /** Call it from a thread that lives as long as the launcher; see {@link BoundToParent}. */
  public static EnvoyProcess start(EnvoyCommand command) throws IOException {
    String searchPath = Optional.ofNullable(System.getenv("PATH")).orElse("");
    Optional<List<String>> bound =
        BoundToParent.wrap(command.arguments(), searchPath, ProcessHandle.current().pid());
    Process process = new ProcessBuilder(bound.orElseGet(command::arguments)).inheritIO().start();
    return new EnvoyProcess(process, bound.isPresent());
  }

  /** False if Envoy would outlive a launcher that is killed. */
  public boolean boundToLauncher() {
    return boundToLauncher;
  }

  public long pid() {
    return process.pid();
  }

  /** Calls back once, from another thread, with the exit code (128 + n after signal n). */
  public void onExit(IntConsumer callback) {
    process.onExit().thenAccept(ended -> callback.accept(ended.exitValue()));
  }

  /** SIGTERM. */
  public void stop() {
    process.destroy();
  }

  /** SIGKILL. */
  public void kill() {
    process.destroyForcibly();
  }
}
