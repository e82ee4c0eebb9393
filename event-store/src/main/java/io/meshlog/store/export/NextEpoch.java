package io.meshlog.store.export;

import io.meshlog.model.event.EventMeta;
import io.meshlog.model.event.MeshEvent.Deleted;
import io.meshlog.model.event.MeshEvent.OfResource;
import io.meshlog.model.event.MeshEvent.Upserted;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.store.export.Recovery.Lost;
import io.meshlog.store.log.LogFormat;
import io.meshlog.store.log.LogHead;
import io.meshlog.store.log.LogTransaction;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Begins a higher epoch inside one log transaction: the starts of all channels, then what had been
 * lost, so that no crash can leave one without the other (event-log-design.md section 3).
 *
 * <p>Where a person or a proxy wrote a resource since, that write stands and is said once more
 * after the lost content. What this control plane wrote by itself, such as the defaults of a first
 * start, gives way to what was lost.
 */
final class NextEpoch {
  private static final EventMeta META = EventMeta.system("recovery");

  private final LogTransaction transaction;
  private final LogFormat format;

  NextEpoch(LogTransaction transaction, LogFormat format) {
    this.transaction = transaction;
    this.format = format;
  }

  Recovery.Outcome begin(Recovery recovery) throws SQLException {
    LogHead head = transaction.head();
    int epoch = Math.max(head.epoch(), recovery.epochSeen()) + 1;
    Set<ResourceKey> written = writtenSince(recovery.lost());
    transaction.startEpoch(epoch, recovery.posSeen(), recovery.seqsSeen(), META);
    transaction.load(recovery.lost().stream().map(Lost::key).toList());
    int appended = 0;
    int kept = 0;
    for (Lost lost : recovery.lost()) {
      boolean stands = written.contains(lost.key());
      if (stands ? restate(lost.event()) : takeBack(lost.event())) {
        appended += stands ? 0 : 1;
        kept += stands ? 1 : 0;
      }
    }
    return new Recovery.Outcome(epoch, appended, kept, head.pos() + 1, recovery.posSeen());
  }

  private boolean takeBack(OfResource lost) throws SQLException {
    if (isAsHeld(lost)) {
      return false;
    }
    transaction.append(List.of(lost), META);
    return true;
  }

  /** The lost content enters the history, what was written since stays in force. */
  private boolean restate(OfResource lost) throws SQLException {
    if (isAsHeld(lost)) {
      return false;
    }
    Optional<Upserted<?>> live = transaction.live(lost.key());
    List<OfResource> events = new ArrayList<>();
    if (lost instanceof Upserted<?>) {
      events.add(lost);
    }
    events.add(live.isPresent() ? live.get() : new Deleted(lost.key()));
    transaction.append(events, META);
    return true;
  }

  private boolean isAsHeld(OfResource lost) throws SQLException {
    Optional<String> held = transaction.live(lost.key()).map(live -> payload(live));
    return switch (lost) {
      case Deleted _ -> held.isEmpty();
      case Upserted<?> upserted -> held.equals(Optional.of(payload(upserted)));
    };
  }

  private String payload(Upserted<?> upserted) {
    return format.encode(upserted).payload();
  }

  /** Which of these a person or a proxy changed in our log after the topic's last knowledge. */
  private Set<ResourceKey> writtenSince(List<Lost> lost) throws SQLException {
    Set<ResourceKey> written = new HashSet<>();
    if (lost.isEmpty()) {
      return written;
    }
    Connection connection = transaction.connection();
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select s.type, s.mesh, s.origin, s.name
            from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[])
              as w (type, mesh, origin, name, common)
            join stream s using (type, mesh, origin, name)
            where exists (
              select 1 from event e
              where e.stream_id = s.stream_id and e.export_seq > w.common
                and e.meta->>'actor' not like 'system:%')
            """)) {
      select.setArray(1, texts(lost.stream().map(l -> l.key().type()).toArray()));
      select.setArray(2, texts(lost.stream().map(l -> l.key().mesh()).toArray()));
      select.setArray(3, texts(lost.stream().map(l -> l.key().origin().toString()).toArray()));
      select.setArray(4, texts(lost.stream().map(l -> l.key().name()).toArray()));
      select.setArray(
          5, connection.createArrayOf("bigint", lost.stream().map(Lost::commonSeq).toArray()));
      addKeys(select, written);
    }
    return written;
  }

  private Array texts(Object[] values) throws SQLException {
    return transaction.connection().createArrayOf("text", values);
  }

  private static void addKeys(PreparedStatement select, java.util.Collection<ResourceKey> to)
      throws SQLException {
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        to.add(
            new ResourceKey(
                rows.getString(1),
                rows.getString(2),
                Origin.parse(rows.getString(3)),
                rows.getString(4)));
      }
    }
  }
}
