package io.meshlog.zone.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Struct;
import io.meshlog.store.log.UncheckedSql;
import io.meshlog.store.push.PushOutcome;
import io.meshlog.store.push.PushRow;
import io.meshlog.store.push.PushSink;
import io.meshlog.xds.Dep;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.Reasons;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import io.meshlog.xds.state.Outside;
import io.meshlog.zone.ads.AdsStream;
import io.meshlog.zone.ads.Target;
import io.meshlog.zone.ads.TypeCounts;
import io.meshlog.zone.push.ConfigSource.Outcome;
import io.meshlog.zone.push.ConfigSource.View;
import io.meshlog.zone.push.PushLog;
import io.meshlog.zone.push.PushLog.Push;
import io.meshlog.zone.status.PushRecorder.Limits;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The recorder over a sink in memory: nothing is stored before the test says so. */
class PushRecorderTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Sink sink = new Sink();
  private PushRecorder recorder = recorder(new Limits(LONG, 100, Duration.ofDays(1), 5));

  private PushRecorder recorder(Limits limits) {
    return new PushRecorder(sink, Clock.systemUTC(), "replica-1", limits);
  }

  @AfterEach
  void close() {
    recorder.close();
  }

  private static final class Sink implements PushSink {
    private final List<PushRow> rows = new ArrayList<>();
    private final List<Amendment> amendments = new ArrayList<>();
    private boolean away;

    @Override
    public synchronized void write(List<PushRow> more, List<Amendment> also, int keep) {
      if (away) {
        throw new UncheckedSql(new SQLException("away"));
      }
      rows.addAll(more);
      amendments.addAll(also);
    }

    @Override
    public int expire(Instant before, int limit) {
      return 0;
    }

    synchronized List<PushRow> rows() {
      return List.copyOf(rows);
    }

    synchronized List<Amendment> amendments() {
      return List.copyOf(amendments);
    }

    synchronized void away(boolean now) {
      away = now;
    }
  }

  private record Stream(String id) implements AdsStream {
    @Override
    public boolean delta() {
      return false;
    }

    @Override
    public void offer(Target target) {}

    @Override
    public Map<XdsType, TypeCounts> counts() {
      return Map.of();
    }

    @Override
    public void close(io.grpc.Status status) {}
  }

  private record At(long pos) implements View {
    @Override
    public Outcome generate(ProxyFacts facts) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Outside outside(ProxyFacts facts, ProxyConfig config) {
      return Outside.NOTHING;
    }

    @Override
    public Optional<ProxyConfig> withEndpoints(
        ProxyFacts facts, ProxyConfig config, Set<Dep> touched) {
      return Optional.empty();
    }
  }

  private PushLog open(String session) {
    return recorder.open(
        ProxyFacts.of(ProxyKey.dataplane("default", "web-1")).withFeatures(Set.of("f")),
        new Stream(session),
        Struct.getDefaultInstance());
  }

  private static Push push(long since, long pos, String... versions) {
    TreeMap<String, XdsResource> clusters = new TreeMap<>();
    for (int i = 0; i < versions.length; i++) {
      String name = "c" + i;
      clusters.put(name, new XdsResource(name, versions[i], Any.getDefaultInstance()));
    }
    return new Push(
        new At(pos),
        since,
        new ProxyConfig(Map.of(XdsType.CLUSTER, clusters), Set.of(), Map.of(), Reasons.NONE));
  }

  private void store() throws Exception {
    assertThat(recorder.catchUp(PATIENCE)).isTrue();
  }

  @Test
  void oneRowTellsAPushAndItsOutcome() throws Exception {
    PushLog log = open("s");
    log.pushed(push(4, 4, "1", "1"));
    log.accepted(4);
    log.pushed(push(5, 5, "1", "2"));
    log.accepted(5);
    store();

    assertThat(sink.amendments()).isEmpty();
    assertThat(sink.rows()).hasSize(2);
    PushRow first = sink.rows().getFirst();
    assertThat(first.proxy()).isEqualTo("dataplane/default/web-1");
    assertThat(first.whole()).isTrue();
    assertThat(first.node()).contains("\"features\":[\"f\"]");
    assertThat(first.decision().outcome()).isEqualTo(PushOutcome.ACKED);
    PushRow second = sink.rows().getLast();
    assertThat(second.whole()).isFalse();
    assertThat(second.resources()).isEqualTo("{\"CLUSTER\":{\"c1\":\"2\"}}");
    assertThat(second.node()).isNull();
    assertThat(second.number()).isEqualTo(2);
  }

  @Test
  void anOutcomeThatComesLateIsAddedToItsRow() throws Exception {
    PushLog log = open("s");
    log.pushed(push(4, 4, "1"));
    store();
    assertThat(sink.rows().getFirst().decision().outcome()).isEqualTo(PushOutcome.SENT);

    log.refused(4, XdsType.CLUSTER, "no such\0 thing");
    store();

    assertThat(sink.rows()).hasSize(1);
    assertThat(sink.amendments()).hasSize(1);
    assertThat(sink.amendments().getFirst().number()).isEqualTo(1);
    assertThat(sink.amendments().getFirst().decision().outcome()).isEqualTo(PushOutcome.NACKED);
    assertThat(sink.amendments().getFirst().decision().reason())
        .isEqualTo("CLUSTER: no such thing");
  }

  @Test
  void aNewerPushSupersedesOneWithoutOutcomeAndIsNotBlamedForItsRefusal() throws Exception {
    PushLog log = open("s");
    log.pushed(push(4, 4, "1"));
    log.pushed(push(5, 5, "2"));
    log.pushed(push(6, 6, "3"));
    log.refused(5, XdsType.CLUSTER, "bad");
    log.accepted(6);
    store();

    assertThat(sink.rows().stream().map(row -> row.decision().outcome()))
        .containsExactly(PushOutcome.SUPERSEDED, PushOutcome.NACKED, PushOutcome.ACKED);
  }

  @Test
  void theSameContentIsARowOnlyIfSeveralChangesCameTogether() throws Exception {
    PushLog log = open("s");
    log.pushed(push(4, 4, "1"));
    log.pushed(push(5, 5, "1"));
    log.pushed(push(6, 8, "1"));
    log.accepted(8);
    store();

    assertThat(sink.rows()).hasSize(2);
    assertThat(sink.rows().getFirst().decision().outcome()).isEqualTo(PushOutcome.ACKED);
    assertThat(sink.rows().getLast().decision().outcome()).isEqualTo(PushOutcome.UNCHANGED);
    assertThat(sink.rows().getLast().since()).isEqualTo(6);
    assertThat(sink.rows().getLast().resources()).isEqualTo("{}");
  }

  @Test
  void whatWaitsForADatabaseThatIsAwayIsBoundedAndItsRowSaysWhatIsMissing() throws Exception {
    sink.away(true);
    PushLog busy = open("busy");
    for (int pos = 1; pos <= 1_000; pos++) {
      busy.pushed(push(pos, pos, "" + pos));
    }
    PushLog other = open("other");
    other.pushed(push(7, 7, "7"));
    assertThat(recorder.waiting()).isEqualTo(6);
    assertThat(recorder.catchUp(PATIENCE)).isFalse();

    sink.away(false);
    store();

    List<PushRow> rows = sink.rows().stream().filter(row -> row.session().equals("busy")).toList();
    assertThat(rows).hasSize(5);
    PushRow last = rows.getLast();
    assertThat(last.pos()).isEqualTo(1_000);
    assertThat(last.since()).isEqualTo(5);
    assertThat(last.missed()).isEqualTo(995);
    assertThat(last.resources()).isEqualTo("{\"CLUSTER\":{\"c0\":\"1000\"}}");
    assertThat(recorder.missed()).isEqualTo(995);
    assertThat(sink.rows()).hasSize(6);
    assertThat(recorder.waiting()).isZero();
  }

  @Test
  void everySoManyRowsOneIsWholeSoThatAChainIsShort() throws Exception {
    PushLog log = open("s");
    for (int pos = 1; pos <= 130; pos++) {
      log.pushed(push(pos, pos, "" + pos, "same"));
      log.accepted(pos);
      store();
    }

    assertThat(sink.rows().stream().filter(PushRow::whole).map(PushRow::number))
        .containsExactly(1, 65, 129);
  }

  @Test
  void aSessionThatEndedIsStoredAndForgotten() throws Exception {
    PushLog log = open("s");
    log.pushed(push(1, 1, "1"));
    assertThat(recorder.serves("s")).isTrue();
    log.ended();
    store();

    assertThat(sink.rows()).hasSize(1);
    assertThat(recorder.serves("s")).isFalse();
  }

  @Test
  void whatIsInForceIsSaidAgainBeforeItsRowIsTooOld() throws Exception {
    recorder.close();
    recorder = recorder(new Limits(LONG, 100, Duration.ofMillis(160), 5));
    PushLog log = open("s");
    log.pushed(push(3, 3, "1"));
    store();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (sink.rows().size() < 2 && System.nanoTime() < deadline) {
      Thread.sleep(5);
    }

    PushRow again = sink.rows().get(1);
    assertThat(again.whole()).isTrue();
    assertThat(again.pos()).isEqualTo(3);
    assertThat(again.decision().outcome()).isEqualTo(PushOutcome.UNCHANGED);
    assertThat(again.resources()).isEqualTo(sink.rows().getFirst().resources());
  }
}
