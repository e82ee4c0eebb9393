package io.meshlog.events.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.events.codec.EventCodec;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.ZoneSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StateDigestTest {

  private static ResourceKey key(int n) {
    return new ResourceKey("Zone", "", Origin.GLOBAL, "z" + n);
  }

  private static String payload(int n) {
    return "{\"labels\":{\"n\":\"" + n + "\"},\"spec\":{}}";
  }

  @Test
  void nothingHasAHashOfZeros() {
    assertThat(new StateDigest().hash()).isEqualTo(new byte[32]);
  }

  @Test
  void whatIsPutAndRemovedLeavesNoTrace() {
    StateDigest digest = new StateDigest();
    digest.put(key(1), payload(1));
    byte[] before = digest.hash();
    digest.put(key(2), payload(2));
    digest.put(key(2), payload(3));
    digest.remove(key(2));
    digest.remove(key(3));
    assertThat(digest.hash()).isEqualTo(before);
    assertThat(digest.keys()).containsExactly(key(1));
  }

  @Test
  void theSameContentUnderAnotherKeyDiffers() {
    StateDigest one = new StateDigest();
    StateDigest other = new StateDigest();
    one.put(key(1), payload(1));
    other.put(key(2), payload(1));
    assertThat(one.hash()).isNotEqualTo(other.hash());
  }

  @Test
  void theHashDependsOnTheEndNotOnTheWay() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Integer> content = new ArrayList<>();
    StateDigest walked = new StateDigest();
    for (int i = 0; i < 20; i++) {
      content.add(-1);
    }
    for (int step = 0; step < 500; step++) {
      int at = random.nextInt(20);
      int value = random.nextInt(4) - 1;
      content.set(at, value);
      if (value < 0) {
        walked.remove(key(at));
      } else {
        walked.put(key(at), payload(value));
      }
    }
    StateDigest direct = new StateDigest();
    for (int at = 19; at >= 0; at--) {
      if (content.get(at) >= 0) {
        direct.put(key(at), payload(content.get(at)));
      }
    }
    assertThat(walked.hash()).as("seed %d", seed).isEqualTo(direct.hash());
    assertThat(walked.size()).as("seed %d", seed).isEqualTo(direct.size());
  }

  @Test
  void aCopyHasTheHashOfItsSource() {
    Labels own = Labels.of("team", "a");
    Labels copied =
        own.with(Labels.ORIGIN, "global").with(Labels.DISPLAY_NAME, "z1").with(Labels.ZONE, "q");
    ZoneSpec spec = new ZoneSpec(false, null, null);
    StateDigest source = new StateDigest();
    source.put(key(1), EventCodec.payload(CoreTypes.ZONE, own, spec));
    StateDigest copy = new StateDigest();
    copy.put(
        new Resource<>(
            CoreTypes.ZONE, key(1), "z1", copied, spec, Instant.EPOCH, Instant.EPOCH, 1, 1));
    assertThat(copy.hash()).isEqualTo(source.hash());
    assertThat(copy.holds(key(1), EventCodec.payload(CoreTypes.ZONE, own, spec))).isTrue();
    assertThat(copy.holds(key(1), EventCodec.payload(CoreTypes.ZONE, own, ZoneSpec.EMPTY)))
        .isFalse();
  }
}
