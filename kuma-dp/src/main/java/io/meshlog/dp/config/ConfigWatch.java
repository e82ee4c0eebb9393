package io.meshlog.dp.config;

import io.meshlog.dp.log.LaunchLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks Envoy again and again what the control plane says to this launcher
 * (rest-and-dataplane-protocol.md 5.4): Envoy has these answers ready and cannot call. An answer
 * that is known is "304" and costs nothing more. One thread asks and calls the readers.
 *
 * <p>Each round is a connection of its own: one that is kept would lead to the answers of before
 * for as long as Envoy drains the listener they came from.
 */
public final class ConfigWatch implements AutoCloseable {
  private static final String SOCKET = "kuma-mesh-metric-config.sock";
  private static final byte[] NOTHING = {};

  /** Rounds in a row without a listener until it counts as gone: one is replaced in less. */
  private static final int GONE_AFTER = 5;

  /** What one path says. Called by the thread that asks, so that it should not block for long. */
  public interface Reader {
    /**
     * @param body empty when nothing is said any more
     * @throws IllegalArgumentException if it cannot be read; what was said before then stays
     */
    void told(byte[] body);
  }

  private final Path socket;
  private final Duration interval;
  private final Map<String, Reader> readers;
  private final LaunchLog log;
  private final Map<String, String> tags = new LinkedHashMap<>();
  private final Thread thread;
  private volatile @Nullable ConfigSocket open;
  private int missed;

  private ConfigWatch(Path workDir, Duration interval, Map<String, Reader> readers, LaunchLog log) {
    this.socket = workDir.resolve(SOCKET);
    this.interval = interval;
    this.readers = readers;
    this.log = log;
    this.thread = Thread.ofPlatform().daemon().name("config").unstarted(this::run);
  }

  /**
   * @param interval between two rounds, not zero
   * @param readers by path
   */
  public static ConfigWatch start(
      Path workDir, Duration interval, Map<String, Reader> readers, LaunchLog log) {
    ConfigWatch watch = new ConfigWatch(workDir, interval, new LinkedHashMap<>(readers), log);
    watch.thread.start();
    return watch;
  }

  private void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        round();
        Thread.sleep(interval);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void round() {
    // Without the file there is nobody to ask, which is the usual case and should cost a look only.
    if (!Files.exists(socket)) {
      missed();
      return;
    }
    try (ConfigSocket connection = ConfigSocket.open(socket)) {
      open = connection;
      missed = 0;
      for (Map.Entry<String, Reader> each : readers.entrySet()) {
        ask(connection, each.getKey(), each.getValue());
      }
    } catch (IOException e) {
      log.debug("Envoy does not say what the control plane tells: " + e.getMessage());
      if (open == null) {
        missed();
      }
    } finally {
      open = null;
    }
  }

  private void ask(ConfigSocket connection, String path, Reader reader) throws IOException {
    String known = tags.getOrDefault(path, "");
    ConfigSocket.Answer answer = connection.get(path, known);
    switch (answer.status()) {
      case 200 -> {
        if (!answer.tag().equals(known) || known.isEmpty()) {
          tell(path, reader, answer.body());
          tags.put(path, answer.tag());
        }
      }
      case 404 -> forget(path, reader);
      default -> {}
    }
  }

  /** The listener is there as long as something is said at any path. */
  private void missed() {
    if (++missed == GONE_AFTER) {
      List<String> told = new ArrayList<>(tags.keySet());
      told.forEach(path -> forget(path, readers.get(path)));
    }
  }

  private void forget(String path, @Nullable Reader reader) {
    if (reader != null && tags.remove(path) != null) {
      tell(path, reader, NOTHING);
    }
  }

  private void tell(String path, Reader reader, byte[] body) {
    try {
      reader.told(body);
      log.debug("told at " + path + ": " + body.length + " bytes");
    } catch (RuntimeException e) {
      log.warn("what the control plane says at " + path + " cannot be used: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    ConfigSocket asked = open;
    if (asked != null) {
      try {
        asked.close();
      } catch (IOException e) {
        // the process ends anyway
      }
    }
  }
}
