package io.meshlog.dp.envoy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Envoy's command line.
 *
 * @param concurrency 0 means one worker per CPU that the process may use
 */
public record EnvoyCommand(
    String binary,
    Path bootstrapFile,
    Duration drainTime,
    int concurrency,
    String logLevel,
    @Nullable String componentLogLevel) {

  public List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    arguments.add(binary);
    arguments.add("--config-path");
    arguments.add(bootstrapFile.toString());
    arguments.add("--drain-time-s");
    arguments.add(Long.toString(Math.max(1, drainTime.toSeconds())));
    arguments.add("--drain-strategy");
    arguments.add("immediate");
    // Nothing here restarts Envoy in place; without its shared memory several Envoys on a host
    // need no base ids, and a killed one leaves nothing behind.
    arguments.add("--disable-hot-restart");
    if (concurrency > 0) {
      arguments.add("--concurrency");
      arguments.add(Integer.toString(concurrency));
    } else {
      arguments.add("--cpuset-threads");
    }
    arguments.add("--log-level");
    arguments.add(logLevel);
    if (componentLogLevel != null) {
      arguments.add("--component-log-level");
      arguments.add(componentLogLevel);
    }
    return List.copyOf(arguments);
  }
}
