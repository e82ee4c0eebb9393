package io.meshlog.demo;

import io.meshlog.demo.layout.Layout;
import io.meshlog.embedded.ServerStartException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./meshlog demo}. */
@Command(
    name = "./meshlog demo",
    mixinStandardHelpOptions = true,
    description = "Starts the multi-zone mesh on this machine; Ctrl-C ends it.")
public final class DemoCommand implements Callable<Integer> {

  @Option(names = "--root", hidden = true, required = true)
  private Path root = Path.of(".");

  @Option(names = "--state", description = "Folder of all data; default .meshlog/demo")
  private @Nullable Path state;

  @Option(names = "--fresh", description = "Forget what earlier runs left")
  private boolean fresh;

  @Option(
      names = {"--port-offset"},
      description = "Added to every port; default 0",
      defaultValue = "0")
  private int portOffset;

  @Option(names = "--check", description = "Run the whole scenario, then end with 0 or 1")
  private boolean check;

  public static void main(String[] args) {
    System.exit(new CommandLine(new DemoCommand()).execute(args));
  }

  @Override
  public Integer call() {
    try {
      DemoOptions options =
          DemoOptions.of(root).withLayout(new Layout(portOffset)).withFresh(fresh);
      return run(state == null ? options : options.withState(state));
    } catch (DemoFailure | ServerStartException | IllegalArgumentException e) {
      System.err.println("meshlog demo: " + e.getMessage());
      return 1;
    }
  }

  private int run(DemoOptions options) {
    DemoTopology topology = DemoTopology.open(options);
    var ended = new CountDownLatch(1);
    var hook =
        new Thread(
            () -> {
              topology.stages().say("stopping every child");
              topology.close();
              topology.stages().say("stopped");
              ended.countDown();
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      topology.startAll();
    } catch (DemoFailure | ServerStartException e) {
      // Ended by a signal: the hook does the rest, and its words are the last ones.
      if (!topology.isClosing()) {
        throw e;
      }
      awaitEnd(ended);
      return 1;
    }
    System.out.println(new AddressTable(options.layout()).text());
    if (check) {
      return new Check(topology).run() ? 0 : 1;
    }
    awaitEnd(ended);
    return 0;
  }

  private static void awaitEnd(CountDownLatch ended) {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
