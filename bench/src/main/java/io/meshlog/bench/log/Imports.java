package io.meshlog.bench.log;

import io.meshlog.events.codec.EventCodec;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.model.decide.CurrentState;
import io.meshlog.model.event.MeshEvent.OfResource;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ChannelKind;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.EventStore;
import io.meshlog.store.imports.ContentCheck.Verdict;
import io.meshlog.store.imports.ImportCursor.KafkaPlace;
import io.meshlog.store.imports.ImportOutcome;
import io.meshlog.store.imports.ImportOutcome.Imported;
import io.meshlog.store.imports.ImportedRecord;
import io.meshlog.store.lease.Leases;
import io.meshlog.store.lease.RoleLease;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import javax.sql.DataSource;

/** How fast a log takes in the channel of another, without Kafka and its checks between. */
final class Imports {
  private static final Channel INVENTORY = new Channel(Load.ZONE, ChannelKind.INVENTORY);
  private static final int BATCH = 500;

  private final EventStore source;
  private final EventStore target;
  private final Figures figures;
  private final EventCodec codec = new EventCodec(ResourceTypes.of(CoreTypes.ALL));

  Imports(EventStore source, EventStore target, Figures figures) {
    this.source = source;
    this.target = target;
    this.figures = figures;
  }

  void run(DataSource pool, long count) throws Exception {
    try (Leases leases = new Leases(pool, "bench", Duration.ofSeconds(10))) {
      long term = term(leases.of(RoleLease.IMPORT));
      long nanos = 0;
      for (long seq = 0; seq < count; ) {
        List<ImportedRecord> batch =
            source.exports().read(INVENTORY, seq, BATCH).stream()
                .map(event -> ImportedRecord.of(event, event.seq(), null, Map.of()))
                .toList();
        seq += batch.size();
        KafkaPlace place = new KafkaPlace("bench", "bench", 0, seq, null);
        long begin = System.nanoTime();
        ImportOutcome outcome =
            target
                .imports()
                .importBatch(source.identity().logId(), INVENTORY, batch, place, this::check, term);
        nanos += System.nanoTime() - begin;
        if (!(outcome instanceof Imported imported) || imported.appended() != batch.size()) {
          throw new IllegalStateException("not imported: " + outcome);
        }
      }
      figures.add("imports, batches of " + BATCH, count / (nanos / 1e9), "a second");
    }
  }

  private static long term(RoleLease lease) throws InterruptedException {
    OptionalLong term = lease.term();
    for (int i = 0; i < 1_000 && term.isEmpty(); i++) {
      Thread.sleep(10);
      term = lease.term();
    }
    return term.orElseThrow();
  }

  private Verdict check(ExportedEvent event, CurrentState state) {
    OfResource decoded = (OfResource) codec.decode(event.ceType(), event.key(), event.payload());
    return new Verdict.Accepted(decoded, codec.encode(decoded), true);
  }
}
