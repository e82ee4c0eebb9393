package io.meshlog.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.events.topic.Topic;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.sync.request.NoReply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Global asks zones over a real broker, and nobody else does. */
class RequestSliceTest {
  private static final Duration SHORT = Duration.ofSeconds(2);
  private static final int SEED = 20_221;
  private final AtomicInteger answered = new AtomicInteger();
  private TestBroker broker;
  private TestCp global;
  private TestCp one;
  private TestCp two;

  @BeforeEach
  void start() {
    broker = TestBroker.shared().emptied();
    global = TestCp.global(broker);
    one = TestCp.zone("zone-1", broker);
    two = TestCp.zone("zone-2", broker);
    global.putMesh("default");
    for (TestCp zone : new TestCp[] {one, two}) {
      // Then it knows whose log is Global's.
      zone.answers(this::answer);
      zone.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "default");
    }
  }

  /** The request, so many times as its first byte says, and noise that does not compress. */
  private byte[] answer(byte[] request) {
    answered.incrementAndGet();
    byte[] noise = new byte[request[0] * (1 << 20)];
    new Random(SEED).nextBytes(noise);
    byte[] both = Arrays.copyOf(request, request.length + noise.length);
    System.arraycopy(noise, 0, both, request.length, noise.length);
    return both;
  }

  private boolean heard(byte[] request) throws InterruptedException {
    try {
      return Arrays.equals(global.member().requests().ask("zone-1", request, SHORT), request);
    } catch (NoReply notYet) {
      return false;
    }
  }

  @AfterEach
  void stop() {
    for (TestCp cp : new TestCp[] {one, two, global}) {
      cp.close();
    }
  }

  @Test
  void aZoneAnswersGlobalInPartsThatNobodyElseCanRead() throws Exception {
    byte[] small = "\0what is it like in zone-1?".getBytes(StandardCharsets.UTF_8);
    Until.holds("zone-1 listens and answers", () -> heard(small));
    byte[] large = "\3 megabytes".getBytes(StandardCharsets.UTF_8);
    assertThat(global.member().requests().ask("zone-1", large))
        .as("seed " + SEED)
        .isEqualTo(answer(large));

    assertThat(broker.read(Topics.replies("zone-1"))).hasSizeGreaterThan(6);
    for (Topic topic : List.of(Topics.requests("zone-1"), Topics.replies("zone-1"))) {
      assertThat(broker.read(topic))
          .as("what is on " + topic)
          .isNotEmpty()
          .noneMatch(record ->
              new String(record.value(), StandardCharsets.ISO_8859_1).contains("zone-1?"));
    }

    int before = answered.get();
    assertThatThrownBy(() -> two.member().requests().ask("zone-1", small, SHORT))
        .as("another zone has the key ring, but is not Global")
        .isInstanceOf(NoReply.class)
        .hasMessageContaining("has not answered");
    assertThat(answered).hasValue(before);

    assertThatThrownBy(() -> global.member().requests().ask("zone-9", small))
        .isInstanceOf(NoReply.class)
        .hasMessage("zone \"zone-9\" takes no requests");
  }
}
