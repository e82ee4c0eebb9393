package io.meshlog.sync.join;

import io.meshlog.events.envelope.ZoneStatus;
import io.meshlog.events.envelope.ZoneStatus.ChannelProgress;
import io.meshlog.events.envelope.ZoneStatus.OwnProgress;
import io.meshlog.events.envelope.ZoneStatus.Problem;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.zone.SigningKey;
import io.meshlog.store.lease.Presence;
import io.meshlog.store.signing.SigningKeys;
import io.meshlog.store.sync.FollowedChannel;
import io.meshlog.store.sync.OwnChannel;
import io.meshlog.store.sync.SyncFacts;
import io.meshlog.store.sync.SyncProblem;
import io.meshlog.sync.Troubles;
import io.meshlog.sync.status.SharedTroubles;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a member says of itself, whichever of its replicas speaks: roles may be with different ones,
 * so what they know is taken from the database. While that is away, from this replica alone.
 */
final class OwnStatus {
  private static final Logger LOG = LoggerFactory.getLogger(OwnStatus.class);

  private final Parts parts;
  private final Instant startedAt;
  private volatile List<SigningKey> signingKeys = List.of();

  /**
   * What it is made of.
   *
   * @param live progress of this replica's own importers
   */
  record Parts(
      Origin self,
      UUID logId,
      Supplier<MeshImage> image,
      SyncFacts facts,
      Presence presence,
      SharedTroubles shared,
      Troubles troubles,
      SigningKeys signing,
      Supplier<List<ChannelProgress>> live,
      Clock clock,
      String version) {}

  OwnStatus(Parts parts) {
    this.parts = parts;
    this.startedAt = Instant.now(parts.clock());
  }

  ZoneStatus now(boolean stopping) {
    List<SyncProblem> problems = new ArrayList<>(parts.shared().now());
    List<ChannelProgress> imports;
    List<OwnProgress> channels;
    try {
      problems.addAll(parts.facts().problems(parts.presence().self()));
      imports = parts.facts().followed().stream().map(OwnStatus::progress).toList();
      channels = parts.facts().own().stream().map(OwnStatus::progress).toList();
    } catch (SQLException e) {
      problems.add(parts.shared().databaseIsAway(String.valueOf(e.getMessage())));
      imports = parts.live().get();
      channels = List.of();
    }
    MeshImage image = parts.image().get();
    Optional<UUID> conflict = Registry.conflict(image, parts.self(), parts.logId());
    conflict.ifPresent(other -> problems.add(parts.shared().nameIsTaken(other)));
    List<String> reasons =
        new ArrayList<>(problems.stream().map(p -> p.part() + ": " + p.detail()).toList());
    String state = state(image, conflict.isPresent(), reasons);
    reasons.addAll(parts.troubles().notes());
    return new ZoneStatus(
        parts.self().zone(),
        parts.logId(),
        signingKeys(),
        parts.presence().self(),
        startedAt,
        Instant.now(parts.clock()),
        stopping,
        parts.version(),
        state,
        reasons,
        imports,
        channels,
        problems.stream()
            .map(p -> new Problem(p.code(), p.part(), p.detail(), p.since()))
            .toList());
  }

  /** As they were last read, should the database be away. */
  private List<SigningKey> signingKeys() {
    try {
      signingKeys = parts.signing().own();
    } catch (SQLException e) {
      LOG.debug("the signing keys cannot be read: {}", e.getMessage());
    }
    return signingKeys;
  }

  private String state(MeshImage image, boolean conflict, List<String> reasons) {
    if (conflict) {
      return "NameConflict";
    }
    if (!Registry.admits(image, parts.self(), parts.logId())) {
      return "Joining";
    }
    return reasons.isEmpty() ? "Online" : "Degraded";
  }

  private static ChannelProgress progress(FollowedChannel followed) {
    Long checked = followed.checkedSeq();
    boolean here = checked != null && checked == followed.seq();
    return new ChannelProgress(
        followed.channel().name(),
        followed.logId(),
        followed.epoch(),
        followed.seq(),
        followed.pos(),
        here ? followed.stateEqual() : null,
        checked,
        followed.stateEqual(),
        followed.nextOffset(),
        followed.quarantined());
  }

  private static OwnProgress progress(OwnChannel own) {
    return new OwnProgress(
        own.channel().name(),
        own.epoch(),
        own.headSeq(),
        own.headPos(),
        own.publishedSeq(),
        own.oldestWaiting());
  }
}
