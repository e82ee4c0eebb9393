package io.meshlog.sync.join;

import io.meshlog.events.chain.ExportChain;
import io.meshlog.events.envelope.ZoneStatus.ChannelProgress;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Origin;
import io.meshlog.store.imports.ImportCursor;
import io.meshlog.sync.importer.ChannelImporter;
import io.meshlog.sync.kafka.Signal;
import io.meshlog.sync.kafka.Worker;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the registry: an importer per channel that is wanted, none for others, and copies of
 * zones that were disabled or deleted are dropped. Owns one thread, woken by changes of Zones and
 * of the lease.
 */
final class Importers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Importers.class);

  private final Origin self;
  private final ChannelImporter.Parts parts;
  private final SortedMap<Channel, ChannelImporter> running = new ConcurrentSkipListMap<>();
  private final Signal wake = new Signal();
  private final Worker worker;
  private final AutoCloseable imageSubscription;
  private final AutoCloseable turnSubscription;

  Importers(Origin self, ChannelImporter.Parts parts) {
    this.self = self;
    this.parts = parts;
    String part = "registry";
    this.worker =
        new Worker(
            "sync registry",
            parts.clients().settings(),
            this::follow,
            failure ->
                parts
                    .troubles()
                    .report(part, failure == null ? null : String.valueOf(failure.getMessage())));
    this.imageSubscription =
        parts
            .live()
            .subscribe((before, after, delta) -> {
              if (Registry.changedBy(delta)) {
                wake.raise();
              }
            });
    this.turnSubscription = parts.turn().onChange(wake::raise);
  }

  void start() {
    worker.start();
  }

  /** How far each channel has come, sorted by channel. */
  List<ChannelProgress> progress() {
    return running.values().stream().flatMap(importer -> importer.progress().stream()).toList();
  }

  private void follow(Runnable works) throws Exception {
    while (true) {
      reconcile(parts.live().current());
      works.run();
      wake.await();
    }
  }

  private void reconcile(MeshImage image) throws Exception {
    SortedMap<Channel, Optional<UUID>> wanted = Registry.wanted(image, self);
    Iterator<Map.Entry<Channel, ChannelImporter>> entries = running.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<Channel, ChannelImporter> entry = entries.next();
      if (!entry.getValue().registered().equals(wanted.get(entry.getKey()))) {
        LOG.info("no longer follows {}", entry.getKey());
        entry.getValue().close();
        entries.remove();
      }
    }
    drop(image);
    for (Map.Entry<Channel, Optional<UUID>> channel : new TreeMap<>(wanted).entrySet()) {
      if (!running.containsKey(channel.getKey())) {
        LOG.info("follows {}", channel.getKey());
        ChannelImporter importer = new ChannelImporter(channel.getKey(), channel.getValue(), parts);
        running.put(channel.getKey(), importer);
        importer.start();
      }
    }
  }

  private void drop(MeshImage image) throws Exception {
    OptionalLong term = parts.turn().term();
    if (term.isEmpty()) {
      return;
    }
    for (ImportCursor cursor : parts.imports().cursors()) {
      if (Registry.isDropped(image, self, cursor.channel())) {
        LOG.info("drops what {} held", cursor.channel());
        // At position 0: should the zone come back, everything it says is newer than the drop.
        ImportCursor nothing =
            new ImportCursor(
                cursor.logId(), cursor.channel(), 0, 0, 0, ExportChain.genesis(), null);
        parts.imports().drop(nothing, Registry.copies(image, cursor.channel()), term.getAsLong());
      }
    }
  }

  @Override
  public void close() throws Exception {
    imageSubscription.close();
    turnSubscription.close();
    worker.close();
    List<Thread> closers = new ArrayList<>();
    for (ChannelImporter importer : running.values()) {
      closers.add(Thread.ofVirtual().start(() -> close(importer)));
    }
    for (Thread closer : closers) {
      closer.join();
    }
  }

  private static void close(ChannelImporter importer) {
    try {
      importer.close();
    } catch (Exception e) {
      LOG.debug("closing the importer of {}", importer.channel(), e);
    }
  }
}
