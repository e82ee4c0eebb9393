package io.meshlog.bench.start;

import io.meshlog.demo.Http;
import io.meshlog.embedded.FileTree;
import io.meshlog.embedded.KafkaBroker;
import io.meshlog.embedded.KafkaOptions;
import io.meshlog.embedded.LoopbackPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Runs Global and a zone in one federation, with proxies and changes, and has the runtime note what
 * they load and what they do often. When they end, it makes of that the caches with which later
 * starts are quick. {@code ./meshlog build} calls it; without it everything works, more slowly.
 */
public final class Training {
  private Training() {}

  public static void main(String[] arguments) throws IOException {
    Path root = Path.of(arguments[0]).toAbsolutePath().normalize();
    Path folder = Files.createTempDirectory("meshlog-training");
    KafkaBroker kafka =
        KafkaBroker.start(
            KafkaOptions.in(folder.resolve("kafka"))
                .onPorts(LoopbackPort.free(), LoopbackPort.free()));
    // Ctrl-C ends it, too.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              Trainee.endAll();
              kafka.abandon();
              FileTree.delete(folder);
            }));
    Path keyRing = folder.resolve("keys.json");
    Files.writeString(keyRing, keyRing());
    Trainee.Federation federation =
        new Trainee.Federation(root, folder, keyRing, kafka.bootstrapServers());
    List<CompletableFuture<Trainee>> starting =
        List.of(
            CompletableFuture.supplyAsync(() -> new Trainee(federation, true)),
            CompletableFuture.supplyAsync(() -> new Trainee(federation, false)));
    Trainee global = starting.getFirst().join();
    Trainee zone = starting.getLast().join();
    new Exercise(new Http(), global, zone).run();
    CompletableFuture.allOf(
            CompletableFuture.runAsync(global::finish), CompletableFuture.runAsync(zone::finish))
        .join();
  }

  /** Of one key, which is as good as any: what it seals is gone in a minute. */
  private static String keyRing() {
    String key = Base64.getEncoder().encodeToString(new byte[32]);
    return "{\"active\":\"training\",\"keys\":{\"training\":\"" + key + "\"}}";
  }
}
