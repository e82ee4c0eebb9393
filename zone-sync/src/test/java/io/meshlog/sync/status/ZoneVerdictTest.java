package io.meshlog.sync.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.events.envelope.ZoneStatus;
import io.meshlog.events.envelope.ZoneStatus.ChannelProgress;
import io.meshlog.events.envelope.ZoneStatus.Problem;
import io.meshlog.model.zone.ZoneSpec;
import io.meshlog.sync.status.ZoneSync.Following;
import io.meshlog.sync.status.ZoneSync.Place;
import io.meshlog.sync.status.ZoneSync.Reason;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What Global makes of what it heard, and lags out of what both sides say. */
class ZoneVerdictTest {
  private static final UUID LOG = UUID.fromString("00000000-0000-7000-8000-000000000001");
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private static ZonesHeard.Heard heard(String state, boolean connected, Problem... problems) {
    ZoneStatus status =
        new ZoneStatus(
            "east",
            LOG,
            null,
            "i",
            NOW,
            NOW,
            false,
            "v",
            state,
            List.of(),
            List.of(),
            List.of(),
            List.of(problems));
    return new ZonesHeard.Heard(status, NOW, connected);
  }

  private static Problem problem(String code, String part) {
    return new Problem(code, part, "why", NOW);
  }

  private static ZoneSync report(
      ZonesHeard.@Nullable Heard heard, boolean enabled, List<Problem> ofGlobal) {
    return new ZoneVerdict("east", new ZoneSpec(enabled, LOG, null), heard, ofGlobal)
        .report(List.of(), List.of(), NOW);
  }

  @Test
  void whatIsWorseCounts() {
    Problem quarantine = problem("QUARANTINE", "quarantine global.policy");
    assertThat(report(heard("Online", true), true, List.of()).state()).isEqualTo("Online");
    assertThat(report(heard("Degraded", true, quarantine), true, List.of()).state())
        .isEqualTo("Degraded");
    assertThat(report(heard("Joining", true, quarantine), true, List.of()).state())
        .isEqualTo("Joining");
    assertThat(report(heard("Joining", false), true, List.of()).state()).isEqualTo("Offline");
    assertThat(report(heard("Online", false), false, List.of()).state()).isEqualTo("Disabled");
    assertThat(report(null, true, List.of()).state()).isEqualTo("Offline");
  }

  @Test
  void globalsOwnTroublesWithTheZoneAreReasonsAndThoseWithOthersAreNot() {
    List<Problem> ofGlobal =
        List.of(
            problem("IMPORT_FAILED", "import zone.east.offer"),
            problem("IMPORT_FAILED", "import zone.eastern.offer"),
            problem("NAME_CONFLICT", "NameConflict east"),
            problem("PUBLISH_FAILED", "publish global.policy"));
    ZoneSync report = report(heard("Online", true), true, ofGlobal);
    assertThat(report.state()).isEqualTo("Degraded");
    assertThat(report.reasons())
        .extracting(Reason::part)
        .containsExactly("import zone.east.offer", "NameConflict east");
    assertThat(report.reasons()).extracting(Reason::by).containsOnly("global");
  }

  @Test
  void aLagIsKnownOnlyWhenTheHeadIs() {
    ChannelProgress said =
        new ChannelProgress("global.policy", LOG, 2, 40, 90, null, 38L, true, 55L, 0);
    Following unknown = Lags.following("east", said, null, null, NOW);
    assertThat(unknown.lagEvents()).isNull();
    assertThat(unknown.lagSeconds()).isNull();
    Following behind =
        Lags.following("east", said, new Place(3, 47, 99), NOW.minusMillis(1_500), NOW);
    assertThat(behind.lagEvents()).isEqualTo(7);
    assertThat(behind.lagSeconds()).isEqualTo(1.5);
    assertThat(behind.checkedSeq()).isEqualTo(38);
    Following ahead = Lags.following("east", said, new Place(2, 39, 80), null, NOW);
    assertThat(ahead.head()).isEqualTo(ahead.cursor());
    assertThat(ahead.lagEvents()).isZero();
    assertThat(ahead.lagSeconds()).isZero();
    // Two machines' clocks are compared: never less than nothing.
    Following skewed = Lags.following("east", said, new Place(2, 41, 91), NOW.plusSeconds(60), NOW);
    assertThat(skewed.lagSeconds()).isZero();
  }

  @Test
  void codesFollowFromThePart() {
    assertThat(ReasonCode.of("publish zone.a.offer", "failed: no broker"))
        .isEqualTo("PUBLISH_FAILED");
    assertThat(ReasonCode.of("publish zone.a.offer", "NameConflict: taken"))
        .isEqualTo("NAME_CONFLICT");
    assertThat(ReasonCode.of("publish insight", "x")).isEqualTo("INSIGHTS_NOT_SENT");
    assertThat(ReasonCode.of("key ring", "x")).isEqualTo("KEY_MISSING");
    assertThat(ReasonCode.of("something new", "x")).isEqualTo("SOMETHING");
    assertThat(ReasonCode.role("publish insight")).isEmpty();
    assertThat(ReasonCode.role("publish zone.a.offer")).contains("publish");
    assertThat(ReasonCode.role("state global.policy")).contains("import");
  }
}
