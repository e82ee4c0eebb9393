package io.meshlog.zone.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import io.meshlog.store.push.PushRow;
import io.meshlog.store.push.ToldConfig;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.Reasons;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import io.meshlog.zone.inspect.Judgement.Verdict;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JudgementTest {
  private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

  private static PushRow push(String session, long pos, long since, int missed) {
    return new PushRow(
        "dataplane/default/p",
        session,
        1,
        "r",
        pos,
        since,
        "v1",
        true,
        "{}",
        "{}",
        "{}",
        missed,
        PushRow.Decision.SENT,
        AT);
  }

  private static ToldConfig told(String outside, @Nullable PushRow next) {
    return new ToldConfig(
        1,
        push("s", 10, 10, 0),
        Optional.ofNullable(next),
        new TreeMap<>(Map.of("CLUSTER", new TreeMap<>(Map.of("a", "1")))),
        "{}",
        outside);
  }

  private static Judgement judge(
      String version, ToldConfig told, String generator, long currentUntil) {
    XdsResource cluster = new XdsResource("a", version, Any.getDefaultInstance());
    ProxyConfig config =
        new ProxyConfig(
            Map.of(XdsType.CLUSTER, new TreeMap<>(Map.of("a", cluster))),
            Set.of(),
            Map.of(),
            Reasons.NONE);
    return Judgement.of(config, told, 15, generator, currentUntil);
  }

  @Test
  void equalHashesAreExactWhateverElseIsKnown() {
    assertThat(judge("1", told("{}", null), "v2", -1).verdict()).isEqualTo(Verdict.EXACT);
  }

  @Test
  void otherHashesOfTheSameGeneratorAreADefectWhereThePushWasInForce() {
    Judgement newest = judge("2", told("{}", null), "v1", 15);
    assertThat(newest.verdict()).isEqualTo(Verdict.DIFFERENT);
    assertThat(newest.differences())
        .containsExactly(new Comparison.Difference(XdsType.CLUSTER, "a", Comparison.How.CHANGED));
    assertThat(judge("2", told("{}", push("s", 20, 16, 0)), "v1", -1).verdict())
        .isEqualTo(Verdict.DIFFERENT);
    assertThat(judge("2", told("{}", null), "v2", 15).verdict())
        .isEqualTo(Verdict.GENERATOR_CHANGED);
  }

  @Test
  void nothingIsClaimedWhereThePushMayNotHaveBeenInForce() {
    assertThat(judge("2", told("{}", null), "v1", 14).reason()).contains("of position 10");
    assertThat(judge("2", told("{}", push("s", 20, 15, 0)), "v1", -1).reason())
        .isEqualTo("the changes from position 15 to 20 were pushed together");
    assertThat(judge("2", told("{}", push("s", 20, 12, 3)), "v1", -1).reason())
        .endsWith("together, 3 pushes were not recorded");
    assertThat(judge("2", told("{}", push("t", 20, 20, 0)), "v2", -1).reason())
        .contains("connected anew at position 20");
    assertThat(judge("2", told("{\"hostsLeftOut\":true}", null), "v1", 15).verdict())
        .isEqualTo(Verdict.UNKNOWN);
  }
}
