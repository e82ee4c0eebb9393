package io.meshlog.store.verify;

import io.meshlog.events.chain.Sha256;
import io.meshlog.model.resource.Channel;
import io.meshlog.store.log.ChannelHead;
import io.meshlog.store.log.SourcePosition;
import io.meshlog.store.verify.LogVerifier.Problem;
import io.meshlog.store.verify.LogWalk.State;
import io.meshlog.store.verify.LogWalk.StreamEnd;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compares what a log amounts to with the tables that say so. One thread, one use. */
final class FoldCheck {
  private static final int FETCH = 1_000;

  private final Connection connection;
  private final LogWalk walk;
  private @Nullable Problem first;

  FoldCheck(Connection connection, LogWalk walk) {
    this.connection = connection;
    this.walk = walk;
  }

  Optional<Problem> first() throws SQLException {
    streams();
    channels();
    return Optional.ofNullable(first);
  }

  private void found(long pos, String what) {
    if (first == null || pos < first.pos()) {
      first = new Problem(pos, what, true);
    }
  }

  private void streams() throws SQLException {
    Map<Long, StreamEnd> left = new HashMap<>(walk.streams());
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select coalesce(s.stream_id, c.stream_id), s.version, s.last_pos, s.deleted,
              s.source_epoch, s.source_pos, c.version, c.pos, c.schema_version, c.payload
            from stream s full join resource_current c on c.stream_id = s.stream_id
            """)) {
      select.setFetchSize(FETCH);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          StreamEnd end = left.remove(row.getLong(1));
          if (end == null) {
            found(row.getLong(1), "the log has no event of stream " + row.getLong(1));
          } else {
            compare(end, row);
          }
        }
      }
    }
    left.values().forEach(end -> found(end.pos(), "stream has lost " + end.key()));
  }

  private void compare(StreamEnd end, ResultSet row) throws SQLException {
    boolean deleted = row.getBoolean(4);
    long sourcePos = row.getLong(6);
    SourcePosition source = row.wasNull() ? null : new SourcePosition(row.getInt(5), sourcePos);
    if (row.getLong(2) != end.version()
        || row.getLong(3) != end.pos()
        || deleted == end.live()
        || !Objects.equals(source, end.source())) {
      found(end.pos(), "stream differs from the log for " + end.key());
    }
    String payload = row.getString(10);
    State held =
        payload == null
            ? null
            : new State(
                row.getLong(7),
                row.getLong(8),
                row.getInt(9),
                HexFormat.of().formatHex(Sha256.of(payload)));
    if (!Objects.equals(held, end.state())) {
      found(end.pos(), "resource_current differs from the log for " + end.key());
    }
  }

  private void channels() throws SQLException {
    Map<Channel, ChannelHead> left = new HashMap<>(walk.channels());
    try (PreparedStatement select =
            connection.prepareStatement(
                "select channel, epoch, export_seq, hash from channel_head");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        ChannelHead end = left.remove(Channel.parse(row.getString(1)));
        if (end == null
            || end.epoch() != row.getInt(2)
            || end.seq() != row.getLong(3)
            || !Arrays.equals(end.hash(), row.getBytes(4))) {
          found(walk.pos(), "channel_head differs from the log for " + row.getString(1));
        }
      }
    }
    left.keySet().forEach(channel -> found(walk.pos(), "channel_head has lost " + channel));
  }
}
