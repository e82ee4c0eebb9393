package io.meshlog.sync.status;

import io.meshlog.events.envelope.ZoneStatus;
import io.meshlog.model.zone.ZoneSpec;
import io.meshlog.sync.status.ZoneSync.Following;
import io.meshlog.sync.status.ZoneSync.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Global makes of a zone. Pure.
 *
 * @param heard null: the zone never spoke
 * @param problems Global's own, of which some are about the zone
 */
record ZoneVerdict(
    String zone,
    ZoneSpec spec,
    ZonesHeard.@Nullable Heard heard,
    List<ZoneStatus.Problem> problems) {

  ZoneSync report(List<Following> imports, List<Following> readers, Instant now) {
    List<Reason> reasons = reasons(readers);
    ZoneStatus status = heard == null ? null : heard.status();
    long quarantined =
        readers.stream()
            .filter(reader -> reader.reader().equals("global"))
            .mapToLong(Following::quarantined)
            .sum();
    return new ZoneSync(
        zone,
        spec.logId(),
        state(reasons),
        heard != null && heard.connected(),
        heard == null ? null : heard.at(),
        status == null ? null : status.instanceId(),
        status == null ? null : status.version(),
        status == null
            ? List.of()
            : status.channels().stream().map(channel -> Lags.own(channel, now)).toList(),
        imports,
        readers,
        reasons,
        quarantined);
  }

  private String state(List<Reason> reasons) {
    if (!spec.active()) {
      return "Disabled";
    }
    if (heard == null || !heard.connected()) {
      return "Offline";
    }
    String said = heard.status().state();
    if (said.equals("NameConflict") || said.equals("Joining")) {
      return said;
    }
    boolean well = reasons.stream().allMatch(reason -> reason.code().equals(ReasonCode.NOTE));
    return well ? "Online" : "Degraded";
  }

  private List<Reason> reasons(List<Following> readers) {
    List<Reason> reasons = new ArrayList<>();
    if (heard != null) {
      reasons.addAll(SyncReports.reasons(heard.status()));
    }
    if (heard == null || !heard.connected()) {
      String text = heard == null ? "the zone never spoke" : "the zone said good-bye or is silent";
      reasons.add(
          new Reason(
              ReasonCode.SILENT, "status", text, "global", heard == null ? null : heard.at()));
    }
    for (ZoneStatus.Problem problem : problems) {
      if (isAbout(problem.part())) {
        reasons.add(
            new Reason(
                problem.code(), problem.part(), problem.detail(), "global", problem.since()));
      }
    }
    for (Following reader : readers) {
      if (Boolean.FALSE.equals(reader.stateEqual()) && reader.quarantined() == 0) {
        reasons.add(
            new Reason(
                "STATE_DIFFERS",
                "state " + reader.channel(),
                "held something else than its owner at " + reader.checkedSeq(),
                reader.reader(),
                null));
      }
    }
    return reasons.stream().distinct().toList();
  }

  private boolean isAbout(String part) {
    String object = part.substring(part.lastIndexOf(' ') + 1);
    return object.equals(zone) || object.startsWith("zone." + zone + '.');
  }
}
