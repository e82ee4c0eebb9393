package io.meshlog.store.export;

import io.meshlog.events.codec.EventCodec;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.event.RecordedEvent;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Channel;
import io.meshlog.store.lease.RoleLease;
import io.meshlog.store.log.ChannelHead;
import io.meshlog.store.log.CommitListener;
import io.meshlog.store.log.EventRow;
import io.meshlog.store.log.LogIdentity;
import io.meshlog.store.log.LogReader;
import io.meshlog.store.log.LogTransaction;
import io.meshlog.store.log.Uuid7;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;

/** The channels that this log owns, as a publisher reads them, and how far it got. Thread-safe. */
public final class ExportLog {
  private final DataSource dataSource;
  private final LogReader reader;
  private final LogIdentity identity;
  private final Clock clock;
  private final CommitListener listener;
  private final Uuid7 ids = new Uuid7();

  public ExportLog(
      DataSource dataSource,
      LogReader reader,
      LogIdentity identity,
      Clock clock,
      CommitListener listener) {
    this.dataSource = dataSource;
    this.reader = reader;
    this.identity = identity;
    this.clock = clock;
    this.listener = listener;
  }

  /** The events of a channel after a number, in order. */
  public List<ExportedEvent> read(Channel channel, long afterSeq, int limit) throws SQLException {
    return reader.channel(channel, afterSeq, limit).stream().map(this::exported).toList();
  }

  /**
   * The newest event of every resource of a channel whose number is after {@code afterSeq}, in
   * order: what a compacted topic holds, deletions included.
   */
  public List<ExportedEvent> newest(Channel channel, long afterSeq, int limit) throws SQLException {
    return reader.newestOfChannel(channel, afterSeq, limit).stream().map(this::exported).toList();
  }

  private ExportedEvent exported(LogReader.Entry entry) {
    EventRow row = entry.row();
    EventRow.Exported place = Objects.requireNonNull(row.exported());
    EventMeta meta = SpecJson.plain().readValue(row.meta(), EventMeta.class);
    return new ExportedEvent(
        place.channel(),
        place.seq(),
        place.prevHash(),
        place.hash(),
        identity.logId(),
        row.epoch(),
        row.pos(),
        row.eventId(),
        entry.key(),
        row.type(),
        row.schemaVersion(),
        row.payload(),
        row.recordedAt(),
        meta.traceparent(),
        place.signature());
  }

  /** The epoch that the log is in. */
  public int epoch() throws SQLException {
    return reader.head().epoch();
  }

  /** The newest event of every channel that has one. */
  public Map<Channel, ChannelHead> heads() throws SQLException {
    Map<Channel, ChannelHead> heads = new TreeMap<>();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "select channel, epoch, export_seq, hash from channel_head");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        heads.put(
            Channel.parse(rows.getString(1)),
            new ChannelHead(rows.getInt(2), rows.getLong(3), rows.getBytes(4)));
      }
    }
    return heads;
  }

  /** How far a channel is published; empty before the first time. */
  public Optional<PublishCursor> cursor(Channel channel) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                """
                select epoch, export_seq, hash, kafka_cluster_id from publish_cursor
                where channel = ?
                """)) {
      select.setString(1, channel.name());
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(
                new PublishCursor(
                    channel, row.getInt(1), row.getLong(2), row.getBytes(3), row.getString(4)))
            : Optional.empty();
      }
    }
  }

  /** Moves the cursor; false, without effect, when the term of the role {@code publish} is over. */
  public boolean moveCursor(PublishCursor to, long term) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement upsert =
            connection.prepareStatement(
                """
                insert into publish_cursor
                  (channel, epoch, export_seq, hash, kafka_cluster_id, term, updated_at)
                select ?, ?, ?, ?, ?, l.term, ? from role_lease l
                where l.role = ? and l.term = ? for share
                on conflict (channel) do update
                set epoch = excluded.epoch, export_seq = excluded.export_seq,
                  hash = excluded.hash, kafka_cluster_id = excluded.kafka_cluster_id,
                  term = excluded.term, updated_at = excluded.updated_at
                """)) {
      upsert.setString(1, to.channel().name());
      upsert.setInt(2, to.epoch());
      upsert.setLong(3, to.seq());
      upsert.setBytes(4, to.hash());
      upsert.setString(5, to.clusterId());
      upsert.setObject(6, clock.instant().atOffset(ZoneOffset.UTC));
      upsert.setString(7, RoleLease.PUBLISH);
      upsert.setLong(8, term);
      return upsert.executeUpdate() == 1;
    }
  }

  /**
   * Goes on in a higher epoch, above whatever others have seen, and takes back what had been lost:
   * all of it or nothing.
   *
   * @return empty, without effect, when the term of the role {@code publish} is over
   */
  public Optional<Recovery.Outcome> begin(Recovery recovery, long term) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      boolean committed = false;
      try {
        LogTransaction transaction =
            LogTransaction.begin(connection, reader.format(), identity.owner(), clock, ids);
        if (!RoleLease.holds(connection, RoleLease.PUBLISH, term)) {
          return Optional.empty();
        }
        Recovery.Outcome outcome = new NextEpoch(transaction, reader.format()).begin(recovery);
        List<RecordedEvent> events = transaction.flush();
        connection.commit();
        committed = true;
        listener.committed(events);
        return Optional.of(outcome);
      } finally {
        if (!committed && !connection.isClosed()) {
          connection.rollback();
        }
      }
    }
  }

  /** Which of these events are in our log. */
  public Set<UUID> known(List<ExportedEvent> events) throws SQLException {
    Set<UUID> known = new HashSet<>();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement("select event_id from event where event_id = any(?)")) {
      select.setArray(
          1,
          connection.createArrayOf("uuid", events.stream().map(ExportedEvent::eventId).toArray()));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          known.add(rows.getObject(1, UUID.class));
        }
      }
    }
    return known;
  }

  /** The first number of a channel that our log still has in an epoch above this one. */
  public OptionalLong firstSeq(Channel channel, int aboveEpoch) throws SQLException {
    return seq(
        "select min(export_seq) from event where channel = ? and epoch > ?", channel, aboveEpoch);
  }

  /** The number of the newest start of an epoch that our log still has. */
  public OptionalLong newestStart(Channel channel) throws SQLException {
    return seq(
        "select max(export_seq) from event where channel = ? and type = ?",
        channel,
        EventCodec.EPOCH_STARTED);
  }

  private OptionalLong seq(String query, Channel channel, Object second) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(query)) {
      select.setString(1, channel.name());
      select.setObject(2, second);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        long seq = row.getLong(1);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(seq);
      }
    }
  }
}
