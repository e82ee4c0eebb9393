package io.meshlog.demo.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A runner of its own JVM with two harmless children, for tests that kill or interrupt it. */
final class StubRunner {

  private StubRunner() {}

  public static void main(String[] args) throws InterruptedException {
    var state = StateFolder.open(Path.of(args[0]));
    List<Child> children =
        List.of("one", "two").stream()
            .map(name -> new Child(name, sleeping(name).in(state), new Recorded()))
            .toList();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> children.forEach(Child::close)));
    children.forEach(Child::start);
    System.out.println("started");
    Thread.sleep(Duration.ofMinutes(10));
  }

  static Command sleeping(String name) {
    return new Command(name, List.of("sleep", "600"), Map.of(), Duration.ofSeconds(5));
  }

  /** Starts it and returns when its children run. */
  static Process fork(Path state) throws java.io.IOException {
    Process jvm =
        new ProcessBuilder(
                // A test that runs in the background inherits an ignored SIGINT, which Java keeps.
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StubRunner.class.getName(),
                state.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String line = jvm.inputReader().readLine();
    if (!"started".equals(line)) {
      throw new IllegalStateException("the runner said " + line);
    }
    return jvm;
  }
}
