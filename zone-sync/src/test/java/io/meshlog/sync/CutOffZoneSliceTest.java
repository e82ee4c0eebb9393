package io.meshlog.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.embedded.testing.fault.Fault;
import io.meshlog.embedded.testing.fault.FaultRow;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.append.AppendOutcome;
import io.meshlog.store.append.AppendRequest;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A zone that was cut off while few of many objects changed takes those few, and no other. */
class CutOffZoneSliceTest {
  private static final Channel POLICY = Channel.parse("global.policy");
  private static final String IMPORTED = "select count(*) from event where origin_seq is not null";
  private static final int CHANGED = 500;
  private static final int WAITING = 2_000;

  private TestBroker broker;
  private TestCp global;
  private TestCp zone;
  private int version;

  @BeforeEach
  void start() {
    broker = TestBroker.shared().emptied().inBatchesOf(1_000);
    global = TestCp.global(broker);
    zone = TestCp.zone("z1", broker);
  }

  @AfterEach
  void stop() {
    zone.close();
    global.close();
  }

  @Test
  @Fault({FaultRow.ZONE_PARTITIONED, FaultRow.PAST_RETENTION})
  void takesExactlyWhatChangedOf5000() throws Exception {
    cutOffTwice(5_000);
  }

  @Test
  @Tag("soak")
  void takesExactlyWhatChangedOf50000() throws Exception {
    cutOffTwice(50_000);
  }

  private void cutOffTwice(int objects) throws Exception {
    append(0, objects, 1);
    isWhole();
    cutOff(objects, false);
    cutOff(objects, true);
  }

  private void cutOff(int objects, boolean pastRetention) throws Exception {
    long before = zone.number(IMPORTED);
    zone.close();
    version++;
    int step = objects / CHANGED;
    int few = CHANGED / 20;
    int end = objects - 2 * few * step;
    append(0, end, step);
    for (int i = 0; i < few; i++) {
      put("new-" + version + "-" + i).get(60, TimeUnit.SECONDS);
      global.append(new Command.Delete(key("m-" + (end + version * few + i)), Expected.ANY));
    }
    published();
    if (pastRetention) {
      broker.forget(Topics.log(POLICY));
    }
    zone = zone.again();
    isWhole();
    assertThat(zone.number(IMPORTED) - before)
        .as("450 changed, 25 new, 25 deleted; past retention: " + pastRetention)
        .isEqualTo(CHANGED);
    assertThat(zone.verified().problem()).isNull();
  }

  private void append(int from, int to, int step) throws Exception {
    Deque<CompletableFuture<AppendOutcome>> waiting = new ArrayDeque<>();
    for (int i = from; i < to; i += step) {
      waiting.add(put("m-" + i));
      if (waiting.size() == WAITING) {
        waiting.remove().get(60, TimeUnit.SECONDS);
      }
    }
    for (CompletableFuture<AppendOutcome> one : waiting) {
      assertThat(one.get(60, TimeUnit.SECONDS)).isInstanceOf(AppendOutcome.Appended.class);
    }
  }

  private CompletableFuture<AppendOutcome> put(String name) {
    Command put =
        new Command.Put<>(
            CoreTypes.MESH, key(name), Labels.of("v", "" + version), MeshSpec.EMPTY, Expected.ANY);
    return global.store().log().append(AppendRequest.of(put, EventMeta.of("tester")));
  }

  private static ResourceKey key(String name) {
    return CoreTypes.MESH.key("", Origin.GLOBAL, name);
  }

  private void published() {
    Until.holds(
        "all is published",
        () ->
            global.number("select export_seq from publish_cursor")
                == global.number("select export_seq from channel_head"));
  }

  private void isWhole() {
    Until.holds(
        "the owner's image is at its head",
        () -> global.store().live().current().head() >= global.store().reader().head().pos());
    Until.holds(
        "equal states", () -> Arrays.equals(zone.stateHash(POLICY), global.stateHash(POLICY)));
  }
}
