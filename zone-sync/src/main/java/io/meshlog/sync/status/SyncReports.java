package io.meshlog.sync.status;

import io.meshlog.events.envelope.ZoneStatus;
import io.meshlog.events.envelope.ZoneStatus.ChannelProgress;
import io.meshlog.events.envelope.ZoneStatus.OwnProgress;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Origin;
import io.meshlog.sync.status.ChannelEnds.Asked;
import io.meshlog.sync.status.ChannelEnds.Waiting;
import io.meshlog.sync.status.ZoneSync.Following;
import io.meshlog.sync.status.ZoneSync.Reason;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells how the sync is: Global of every zone, a zone of itself. Made when somebody asks, from what
 * the database holds and what the topics' ends say; every replica gives the same answer. Blocks for
 * at most seconds.
 */
public final class SyncReports {
  static final String UNREACHABLE = "KAFKA_UNREACHABLE";

  private final Origin self;
  private final Supplier<MeshImage> image;
  private final Supplier<ZoneStatus> own;
  private final ZonesHeard heard;
  private final ChannelEnds ends;
  private final Clock clock;

  /**
   * @param own what this member says of itself now
   */
  public SyncReports(
      Origin self,
      Supplier<MeshImage> image,
      Supplier<ZoneStatus> own,
      ZonesHeard heard,
      ChannelEnds ends,
      Clock clock) {
    this.self = self;
    this.image = image;
    this.own = own;
    this.heard = heard;
    this.ends = ends;
    this.clock = clock;
  }

  /** Of those among the zones that this member can tell of. */
  public Map<String, ZoneSync> of(Collection<String> zones) {
    if (self.isGlobal()) {
      return ofZones(zones);
    }
    return zones.contains(self.zone()) ? Map.of(self.zone(), ofMyself()) : Map.of();
  }

  /** Of all that this member can tell of. */
  public Map<String, ZoneSync> all() {
    return of(self.isGlobal() ? Zones.names(image.get()) : List.of(self.zone()));
  }

  private ZoneSync ofMyself() {
    ZoneStatus status = own.get();
    Instant now = Instant.now(clock);
    List<Asked> asked =
        status.imports().stream().flatMap(progress -> asked(progress).stream()).toList();
    Optional<Map<Asked, Waiting>> behind = ends.behind(asked);
    List<Following> imports = new ArrayList<>();
    for (ChannelProgress progress : status.imports()) {
      Waiting waiting = waiting(progress, behind.orElse(Map.of()));
      // Read to its end, the topic's newest event is the one held.
      ZoneSync.Place head = behind.isEmpty() ? null : headOf(progress, waiting);
      imports.add(
          Lags.following(
              self.zone(), progress, head, waiting == null ? null : waiting.firstRecorded(), now));
    }
    List<Reason> reasons = new ArrayList<>(reasons(status));
    if (behind.isEmpty()) {
      reasons.add(new Reason(UNREACHABLE, "kafka", "Kafka does not answer", self.zone(), null));
    }
    return new ZoneSync(
        self.zone(),
        status.logId(),
        status.state().equals("Online") && behind.isEmpty() ? "Degraded" : status.state(),
        behind.isPresent(),
        null,
        status.instanceId(),
        status.version(),
        status.channels().stream().map(channel -> Lags.own(channel, now)).toList(),
        imports,
        List.of(),
        reasons,
        status.imports().stream().mapToLong(ChannelProgress::quarantined).sum());
  }

  private static ZoneSync.Place headOf(ChannelProgress progress, @Nullable Waiting waiting) {
    ZoneSync.Place cursor = new ZoneSync.Place(progress.epoch(), progress.seq(), progress.pos());
    return ZoneSync.Place.newest(Lags.tail(waiting), cursor);
  }

  private static Optional<Asked> asked(ChannelProgress progress) {
    Long offset = progress.nextOffset();
    return offset == null
        ? Optional.empty()
        : Optional.of(new Asked(Channel.parse(progress.channel()), offset));
  }

  private static @Nullable Waiting waiting(ChannelProgress progress, Map<Asked, Waiting> behind) {
    return asked(progress).map(behind::get).orElse(null);
  }

  static List<Reason> reasons(ZoneStatus status) {
    List<Reason> reasons = new ArrayList<>();
    Set<String> told = new HashSet<>();
    for (ZoneStatus.Problem problem : status.problems()) {
      reasons.add(
          new Reason(
              problem.code(), problem.part(), problem.detail(), status.zone(), problem.since()));
      told.add(problem.part() + ": " + problem.detail());
    }
    for (String reason : status.reasons()) {
      if (!told.contains(reason)) {
        reasons.add(new Reason(ReasonCode.NOTE, "", reason, status.zone(), null));
      }
    }
    return reasons;
  }

  private Map<String, ZoneSync> ofZones(Collection<String> zones) {
    Map<String, ZonesHeard.Heard> known = heard.all();
    ZoneStatus global = own.get();
    Map<Channel, OwnProgress> heads = new LinkedHashMap<>();
    global.channels().forEach(each -> heads.put(Channel.parse(each.channel()), each));
    for (ZonesHeard.Heard zone : known.values()) {
      zone.status().channels().forEach(each -> heads.put(Channel.parse(each.channel()), each));
    }
    List<Pair> pairs = new ArrayList<>();
    for (ChannelProgress progress : global.imports()) {
      pairs.add(new Pair("global", progress));
    }
    known.forEach((zone, said) ->
        said.status().imports().forEach(progress -> pairs.add(new Pair(zone, progress))));
    Map<Asked, Waiting> behind = ends.behind(toAsk(pairs, heads, zones)).orElse(Map.of());
    Instant now = Instant.now(clock);
    Map<String, ZoneSync> reports = new LinkedHashMap<>();
    for (String zone : zones) {
      Zones.find(image.get(), zone)
          .ifPresent(spec -> {
            List<Following> imports = new ArrayList<>();
            List<Following> readers = new ArrayList<>();
            for (Pair pair : pairs) {
              if (pair.reader().equals(zone)) {
                imports.add(following(pair, heads, behind, now));
              } else if (pair.isAbout(zone)) {
                readers.add(following(pair, heads, behind, now));
              }
            }
            reports.put(
                zone,
                new ZoneVerdict(zone, spec, known.get(zone), global.problems())
                    .report(imports, readers, now));
          });
    }
    return reports;
  }

  /** One reader of one channel. */
  private record Pair(String reader, ChannelProgress progress) {
    boolean isAbout(String zone) {
      return progress.channel().startsWith("zone." + zone + '.');
    }
  }

  /** What Global reads itself, and what others seem to lag behind in. */
  private static List<Asked> toAsk(
      List<Pair> pairs, Map<Channel, OwnProgress> heads, Collection<String> zones) {
    List<Asked> asked = new ArrayList<>();
    for (Pair pair : pairs) {
      boolean own = pair.reader().equals("global") && zones.stream().anyMatch(pair::isAbout);
      OwnProgress head = heads.get(Channel.parse(pair.progress().channel()));
      boolean lags = head != null && head.headSeq() > pair.progress().seq();
      boolean wanted = zones.contains(pair.reader()) || zones.stream().anyMatch(pair::isAbout);
      if (own || lags && wanted) {
        asked(pair.progress()).ifPresent(asked::add);
      }
    }
    return asked;
  }

  private static Following following(
      Pair pair, Map<Channel, OwnProgress> heads, Map<Asked, Waiting> behind, Instant now) {
    OwnProgress said = heads.get(Channel.parse(pair.progress().channel()));
    Waiting waiting = waiting(pair.progress(), behind);
    ZoneSync.Place head = Lags.tail(waiting);
    if (said != null) {
      head = ZoneSync.Place.newest(head, Lags.head(said));
    }
    Instant oldest = waiting == null ? null : waiting.firstRecorded();
    if (oldest == null && said != null) {
      oldest = said.oldestWaiting();
    }
    return Lags.following(pair.reader(), pair.progress(), head, oldest, now);
  }
}
