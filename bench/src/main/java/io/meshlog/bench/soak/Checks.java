package io.meshlog.bench.soak;

import io.meshlog.bench.soak.Slot.Kind;
import io.meshlog.demo.Await;
import io.meshlog.demo.DemoTopology;
import io.meshlog.demo.Http;
import io.meshlog.demo.layout.Layout;
import io.meshlog.demo.layout.ZoneLayout;
import io.meshlog.store.verify.LogVerifier;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import tools.jackson.databind.JsonNode;

/** What must hold when all faults are healed and every outcome is known. */
final class Checks {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int CALLS = 12;
  static final List<String> CONTROL_PLANES = List.of("global", "zone-1", "zone-2");

  private final DemoTopology topology;
  private final Layout layout;
  private final Http http;
  private final Journal journal;
  private final Findings findings;
  private long lost;

  Checks(DemoTopology topology, Journal journal, Findings findings) {
    this.topology = topology;
    this.layout = topology.layout();
    this.http = topology.http();
    this.journal = journal;
    this.findings = findings;
  }

  /** Starts what is down and waits until all say that they are ready. */
  void heal() {
    topology.children().forEach(child -> child.start());
    for (String name : CONTROL_PLANES) {
      URI readiness = Slot.ports(layout, name).readiness();
      if (!Await.within(PATIENCE, () -> http.get(readiness).status() == 200)) {
        findings.add(name + " is not ready after " + PATIENCE + ": " + http.get(readiness));
      }
    }
  }

  void run() {
    trafficFlows();
    CONTROL_PLANES.forEach(this::holdsWhatWasAcknowledged);
    Kind.policies().forEach(kind -> layout.zones().forEach(zone -> zoneHasPolicies(kind, zone)));
    layout.zones().forEach(this::globalHasDataplanes);
    new Histories(journal, findings).check(new HistoryCalls(layout, http, findings)::of);
    CONTROL_PLANES.forEach(this::logIsSound);
    logsAgree();
  }

  /** From the tables alone: what was promised, and what the logs say of each other. */
  private void logsAgree() {
    Map<String, DataSource> logs = new TreeMap<>();
    CONTROL_PLANES.forEach(name -> logs.put(name, log(name)));
    try {
      Map<String, LogItems> items = new TreeMap<>();
      for (String name : CONTROL_PLANES) {
        items.put(name, LogItems.read(log(name)));
      }
      var histories = new Histories(journal, findings);
      histories.check(slot -> Objects.requireNonNull(items.get(slot.owner())).of(slot));
      lost = histories.lost();
      var imported = new ImportedLogs(logs, findings);
      for (ZoneLayout zone : layout.zones()) {
        follows(imported, "global", "global.policy", zone.name());
        follows(imported, zone.name(), "zone." + zone.name() + ".inventory", "global");
        for (String other : CONTROL_PLANES) {
          if (!other.equals(zone.name())) {
            follows(imported, zone.name(), "zone." + zone.name() + ".offer", other);
          }
        }
      }
      imported.check();
    } catch (SQLException e) {
      findings.add("a log cannot be read: " + e);
    }
  }

  private void follows(ImportedLogs imported, String owner, String channel, String follower) {
    eventually(follower + " holds " + channel, () -> imported.difference(owner, channel, follower));
  }

  /** Acknowledged writes that the logs do not have. */
  long lost() {
    return lost;
  }

  private void trafficFlows() {
    for (Excuses.Route route : Calls.routes(layout)) {
      eventually(
          "traffic from " + route.from() + " to " + route.to(),
          () -> {
            for (int i = 0; i < CALLS; i++) {
              Http.Answer answer = http.get(Calls.uri(layout, route));
              if (!answer.isOk()) {
                return Optional.of(answer.toString());
              }
            }
            return Optional.empty();
          });
    }
  }

  /** By what a GET says: every acknowledged write is there, nothing refused is. */
  private void holdsWhatWasAcknowledged(String owner) {
    for (Slot slot : Slot.of(owner)) {
      Http.Answer answer = http.get(slot.in(layout));
      String expected = journal.valueOf(slot).map(value -> "v" + value).orElse("nothing");
      String found =
          answer.status() == 404
              ? "nothing"
              : answer.json().path("labels").path("soak").asString("? " + answer);
      if (!found.equals(expected)) {
        findings.add(
            owner + slot.path() + " holds " + found + ", but " + expected + " was promised");
      }
    }
  }

  private void zoneHasPolicies(Kind kind, ZoneLayout zone) {
    eventually(
        "policies of Global in " + zone.name() + ", " + kind.type(),
        () ->
            difference(
                all("global", kind, item -> true, "spec"),
                all(zone.name(), kind, item -> label(item, "kuma.io/origin", "global"), "spec")));
  }

  private void globalHasDataplanes(ZoneLayout zone) {
    eventually(
        "Dataplanes of " + zone.name() + " at Global",
        () ->
            difference(
                all(zone.name(), Kind.DATAPLANE, item -> true, "networking"),
                all(
                    "global",
                    Kind.DATAPLANE,
                    item -> label(item, "kuma.io/zone", zone.name()),
                    "networking")));
  }

  /** Everything of a kind by the name its owner gave it: the soak's label and the content. */
  private Map<String, String> all(
      String controlPlane, Kind kind, Predicate<JsonNode> wanted, String content) {
    URI list = Slot.ports(layout, controlPlane).api().resolve(kind.path() + "?size=1000");
    Http.Answer answer = http.get(list);
    Map<String, String> all = new TreeMap<>();
    if (!answer.isOk()) {
      all.put("list of " + controlPlane, answer.toString());
    }
    answer
        .json()
        .path("items")
        .valueStream()
        .filter(wanted)
        .forEach(item -> {
          JsonNode labels = item.path("labels");
          String name =
              labels.path("kuma.io/display-name").asString(item.path("name").asString("?"));
          all.put(name, labels.path("soak").asString("") + " " + item.path(content));
        });
    return all;
  }

  private static boolean label(JsonNode item, String label, String value) {
    return item.path("labels").path(label).asString("").equals(value);
  }

  private static Optional<String> difference(Map<String, String> here, Map<String, String> there) {
    if (here.equals(there)) {
      return Optional.empty();
    }
    Map<String, String> differing = new TreeMap<>(here);
    differing.keySet().removeIf(name -> here.get(name).equals(there.get(name)));
    Map<String, String> back = new TreeMap<>(there);
    back.keySet().removeIf(name -> there.get(name).equals(here.get(name)));
    return Optional.of("owner has " + differing + ", copy has " + back);
  }

  /** Dense positions, sound chains, and tables that are the fold of the log. */
  private void logIsSound(String controlPlane) {
    try {
      LogVerifier.Report report = new LogVerifier(log(controlPlane)).verify();
      if (!report.sound()) {
        findings.add("the log of " + controlPlane + ": " + report.problem());
      }
    } catch (SQLException e) {
      findings.add("the log of " + controlPlane + " cannot be read: " + e);
    }
  }

  private DataSource log(String controlPlane) {
    var database = topology.database(controlPlane);
    var source = new PGSimpleDataSource();
    source.setUrl(database.jdbcUrl());
    source.setUser(database.user());
    source.setPassword(database.password());
    return source;
  }

  private void eventually(String what, Supplier<Optional<String>> problem) {
    boolean holds = Await.within(PATIENCE, () -> problem.get().isEmpty());
    if (!holds) {
      problem.get().ifPresent(left -> findings.add(what + " after " + PATIENCE + ": " + left));
    }
  }
}
