package io.meshlog.dp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A launcher in a JVM of its own with the flags of jvm.options, as bin/kuma-dp starts it. */
final class LauncherProcess implements AutoCloseable {
  private static final long LIMIT_SECONDS = 60;
  private static final String ENVOY_LINE = "Envoy runs with pid ";

  private final Process process;
  private final BlockingQueue<String> unread = new LinkedBlockingQueue<>();
  private final List<String> output = Collections.synchronizedList(new ArrayList<>());
  private final Thread reader;
  private long envoyPid;

  private LauncherProcess(Process process) {
    this.process = process;
    this.reader = Thread.ofPlatform().daemon().start(this::readOutput);
  }

  static LauncherProcess start(Map<String, String> environment, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Path.of("jvm.options").toAbsolutePath());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(KumaDp.class.getName(), "run"));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("KUMA_"));
    builder.environment().putAll(environment);
    return new LauncherProcess(builder.start());
  }

  /** The real Envoy that the build provides. */
  static String envoyBinary() {
    return Optional.ofNullable(System.getProperty("meshlog.envoy"))
        .or(() -> Optional.ofNullable(System.getenv("MESHLOG_ENVOY")))
        .filter(path -> Files.isExecutable(Path.of(path)))
        .orElseThrow(() ->
            new IllegalStateException(
                "this test runs a real Envoy: set MESHLOG_ENVOY to an Envoy binary"));
  }

  /** Sends SIGTERM. Unlike {@link Process#destroy} it leaves the output open. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** Sends SIGKILL. */
  void kill() {
    process.toHandle().destroyForcibly();
  }

  /** Waits for Envoy's start and returns its pid. */
  long awaitEnvoy() throws InterruptedException {
    String line = awaitLine(ENVOY_LINE);
    envoyPid = Long.parseLong(line.substring(line.indexOf(ENVOY_LINE) + ENVOY_LINE.length()));
    return envoyPid;
  }

  /** Waits for the next line of output that contains the text. */
  String awaitLine(String text) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (true) {
      String line = unread.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null) {
        throw new AssertionError("no line with \"" + text + "\" in:\n" + output());
      }
      if (line.contains(text)) {
        return line;
      }
    }
  }

  int awaitExit() throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the launcher did not end:\n" + output());
    }
    return process.exitValue();
  }

  /** Everything printed so far; everything at all once the launcher and Envoy have ended. */
  String output() {
    return String.join("\n", List.copyOf(output));
  }

  /** The whole output; call it after the end. */
  String finalOutput() throws InterruptedException {
    reader.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
    return output();
  }

  /** Whether a process lives; one that ended but was not reaped by anybody does not. */
  static boolean isRunning(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      char state = stat.charAt(stat.lastIndexOf(')') + 2);
      return state != 'Z' && state != 'X';
    } catch (IOException e) {
      return false;
    }
  }

  /** The process group of a live process. */
  static long processGroup(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[2]);
  }

  @Override
  public void close() {
    kill();
    if (envoyPid != 0 && isRunning(envoyPid)) {
      // Only after a failed test: normally the kernel has taken Envoy with the launcher.
      ProcessHandle.of(envoyPid).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  private void readOutput() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        output.add(line);
        unread.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
