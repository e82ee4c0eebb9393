package io.meshlog.store.log;

import io.meshlog.events.chain.ExportChain;
import io.meshlog.model.resource.Channel;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The newest exported event of a channel: its number and its place in the exported chain. */
public record ChannelHead(int epoch, long seq, byte[] hash) {

  /** As stored; a channel without events starts in the given epoch. */
  public static ChannelHead read(Connection connection, Channel channel, int epoch)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select epoch, export_seq, hash from channel_head where channel = ?")) {
      select.setString(1, channel.name());
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? new ChannelHead(row.getInt(1), row.getLong(2), row.getBytes(3))
            : new ChannelHead(epoch, 0, ExportChain.genesis());
      }
    }
  }

  /** Becomes the stored one, within the connection's transaction. */
  public void write(Connection connection, Channel channel) throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            """
            insert into channel_head (channel, epoch, export_seq, hash) values (?, ?, ?, ?)
            on conflict (channel) do update
            set epoch = excluded.epoch, export_seq = excluded.export_seq, hash = excluded.hash
            """)) {
      upsert.setString(1, channel.name());
      upsert.setInt(2, epoch);
      upsert.setLong(3, seq);
      upsert.setBytes(4, hash);
      upsert.executeUpdate();
    }
  }
}
