package io.meshlog.xds;

import static io.meshlog.xds.Protocol.GRPC;
import static io.meshlog.xds.Protocol.HTTP;
import static io.meshlog.xds.Protocol.HTTP2;
import static io.meshlog.xds.Protocol.KAFKA;
import static io.meshlog.xds.Protocol.TCP;
import static io.meshlog.xds.Protocol.TLS;
import static io.meshlog.xds.Protocol.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProtocolTest {
  @Test
  void foldsToTheFirstCommonElement() {
    assertThat(Protocol.common(List.of(HTTP, HTTP))).isEqualTo(HTTP);
    assertThat(Protocol.common(List.of(GRPC, HTTP2))).isEqualTo(HTTP2);
    assertThat(Protocol.common(List.of(HTTP, HTTP2))).isEqualTo(TCP);
    assertThat(Protocol.common(List.of(KAFKA, HTTP))).isEqualTo(TCP);
    assertThat(Protocol.common(List.of(TLS, TLS))).isEqualTo(TLS);
    assertThat(Protocol.common(List.of(TLS, TCP))).isEqualTo(TCP);
    assertThat(Protocol.common(List.of(HTTP, UNKNOWN))).isEqualTo(UNKNOWN);
    assertThat(Protocol.common(List.of())).isEqualTo(UNKNOWN);
  }

  @Test
  void foldsTheSameInAnyOrder() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      List<Protocol> some = new ArrayList<>();
      for (int n = 0; n < 5; n++) {
        some.add(Protocol.values()[random.nextInt(Protocol.values().length)]);
      }
      Protocol expected = Protocol.common(some);
      Collections.shuffle(some, random);
      assertThat(Protocol.common(some)).as("%s", some).isEqualTo(expected);
    }
  }

  @Test
  void readsWordsInAnyCase() {
    assertThat(Protocol.parse("HTTP")).isEqualTo(HTTP);
    assertThat(Protocol.parse("mysql")).isEqualTo(UNKNOWN);
    assertThat(Protocol.parse("")).isEqualTo(UNKNOWN);
  }
}
