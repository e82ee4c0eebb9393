package io.meshlog.sync.importer;

import io.meshlog.events.envelope.AnnouncedKeys;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.signature.EventSignature;
import io.meshlog.events.signature.Statement;
import io.meshlog.events.signature.TrustedKeys;
import io.meshlog.events.signature.Verdict;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.SigningKey;
import io.meshlog.model.zone.ZoneSpec;
import io.meshlog.store.log.UncheckedSql;
import io.meshlog.sync.resync.Believed;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whose signatures on a channel are believed. A zone's keys come from the registry, Global's from
 * what it announced when it was first heard, remembered with its log's id; a later key of either is
 * believed when an earlier one endorses it. Global's first key must be proven by the federation's
 * key ring, so that nobody from outside can be taken for it. One importer's thread, but for {@link
 * #plainly}.
 */
final class SourceKeys implements Believed {
  private final Channel channel;
  private final UUID source;
  private final ChannelImporter.Parts parts;
  private final NeededKeys feed;
  private volatile TrustedKeys trusted;
  private volatile @Nullable String unproven;

  SourceKeys(Channel channel, UUID source, ChannelImporter.Parts parts, NeededKeys feed) {
    this.channel = channel;
    this.source = source;
    this.parts = parts;
    this.feed = feed;
    this.trusted = TrustedKeys.none(source);
  }

  /** Finds the keys that are believed already. */
  void begin() {
    trusted = known();
    if (trusted.isEmpty()) {
      refresh();
    }
  }

  TrustedKeys trusted() {
    return trusted;
  }

  @Override
  public boolean plainly(Statement statement, @Nullable EventSignature signature) {
    return unproven == null && trusted.check(statement, signature).acceptable();
  }

  @Override
  public Optional<String> fault(Statement statement, @Nullable EventSignature signature) {
    if (plainly(statement, signature)) {
      return Optional.empty();
    }
    refresh();
    String closed = unproven;
    return closed != null ? Optional.of(closed) : trusted.check(statement, signature).fault();
  }

  /**
   * Whether another log may take the place of our source by this event: with keys that the key ring
   * proves, if our source has keys at all.
   */
  boolean mayFollow(ExportedEvent start) {
    Optional<AnnouncedKeys> said = feed.announced(start.logId());
    if (said.isEmpty()) {
      return trusted.isEmpty() && unproven == null && start.signature() == null;
    }
    boolean proven =
        parts.signing().isFromMember(said.get())
            && TrustedKeys.none(start.logId())
                    .admit(said.get().keys())
                    .check(start.statement(), start.signature())
                instanceof Verdict.Valid;
    parts
        .troubles()
        .report(
            part(),
            proven
                ? null
                : "the log " + start.logId() + " claims the place of " + source + " unproven");
    return proven;
  }

  private TrustedKeys known() {
    if (!channel.owner().isGlobal()) {
      return TrustedKeys.of(source, registered());
    }
    try {
      return parts.signing().trusted(source);
    } catch (SQLException e) {
      throw new UncheckedSql(e);
    }
  }

  private List<SigningKey> registered() {
    return parts
        .live()
        .current()
        .find(CoreTypes.ZONE.key("", Origin.GLOBAL, channel.owner().zone()))
        .map(zone -> zone.as(CoreTypes.ZONE).spec())
        .filter(zone -> source.equals(zone.logId()))
        .map(ZoneSpec::signingKeys)
        .orElse(List.of());
  }

  private void refresh() {
    TrustedKeys before = known();
    TrustedKeys now = before;
    String wrong = null;
    boolean closed = false;
    AnnouncedKeys said = feed.announced(source).orElse(null);
    if (said != null) {
      closed =
          before.isEmpty() && channel.owner().isGlobal() && !parts.signing().isFromMember(said);
      if (closed) {
        wrong = "our key ring does not prove the signing keys that " + source + " announces";
      } else {
        now = before.admit(said.keys());
        List<SigningKey> strangers = now.strangers(said.keys());
        if (!strangers.isEmpty()) {
          wrong = "no known key of " + source + " endorses its key " + strangers.getFirst().id();
        }
      }
    }
    if (channel.owner().isGlobal() && now != before) {
      remember(now);
    }
    unproven = closed ? wrong : null;
    trusted = now;
    parts.troubles().report(part(), wrong);
  }

  private void remember(TrustedKeys keys) {
    try {
      parts.signing().believe(keys);
    } catch (SQLException e) {
      throw new UncheckedSql(e);
    }
  }

  private String part() {
    return "signatures " + channel;
  }
}
