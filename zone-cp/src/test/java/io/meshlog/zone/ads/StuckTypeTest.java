package io.meshlog.zone.ads;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that never says a word about its routes, and accepts all else. */
class StuckTypeTest {
  private static Resources with(String cluster, String endpoints, String route) {
    return Resources.none()
        .with(XdsType.CLUSTER, "a", cluster)
        .with(XdsType.ENDPOINT, "a", endpoints)
        .with(XdsType.LISTENER, "l", "1")
        .with(XdsType.ROUTE, "r", route);
  }

  private static StreamFlow subscribed(boolean delta) {
    StreamFlow flow = new StreamFlow(delta);
    for (XdsType type : List.of(XdsType.CLUSTER, XdsType.LISTENER)) {
      subscribe(flow, delta, type, List.of());
    }
    subscribe(flow, delta, XdsType.ENDPOINT, List.of("a"));
    subscribe(flow, delta, XdsType.ROUTE, List.of("r"));
    return flow;
  }

  private static void subscribe(StreamFlow flow, boolean delta, XdsType type, List<String> names) {
    if (delta) {
      flow.flow(type).beginDelta(names, Map.of());
    } else {
      flow.flow(type).begin(names, "");
    }
  }

  /** Sends all there is, accepting everything but routes. */
  private static List<String> drain(StreamFlow flow) {
    List<String> sent = new ArrayList<>();
    for (Answer answer = flow.next(); answer != null; answer = flow.next()) {
      for (XdsResource resource : answer.resources()) {
        if (answer.changed().contains(resource.name())) {
          sent.add(answer.type() + " " + resource);
        }
      }
      if (answer.type() != XdsType.ROUTE) {
        flow.accept(answer.type(), answer.nonce());
      }
    }
    return sent;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void getsNewerClustersAndEndpointsAllTheSame(boolean delta) {
    StreamFlow flow = subscribed(delta);
    flow.retarget(with("1", "1", "1").at(1));
    assertThat(drain(flow)).contains("ROUTE r@1");

    flow.retarget(with("1", "1", "2").at(2));
    assertThat(drain(flow)).as("one answer of a type in flight").isEmpty();
    assertThat(flow.taken()).as("what waits for the client is not sent").isFalse();

    flow.retarget(with("1", "2", "2").at(3));
    assertThat(drain(flow)).containsExactly("ENDPOINT a@2");
    flow.retarget(with("2", "2", "2").at(4));
    assertThat(drain(flow)).containsExactly("CLUSTER a@2", "ENDPOINT a@2");
    assertThat(flow.settled()).isFalse();
  }

  /** A cluster that changed waits for its endpoints; listeners wait for it. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void getsEndpointsThatItRefusedOnceMoreWhenTheirClusterWaitsForThem(boolean delta) {
    StreamFlow flow = subscribed(delta);
    flow.retarget(with("1", "1", "1").at(1));
    Answer clusters = flow.next();
    flow.accept(XdsType.CLUSTER, clusters.nonce());
    Answer endpoints = flow.next();
    assertThat(endpoints.type()).isEqualTo(XdsType.ENDPOINT);
    flow.refuse(XdsType.ENDPOINT, endpoints.nonce());
    assertThat(drain(flow)).contains("LISTENER l@1");

    flow.retarget(with("2", "1", "1").with(XdsType.LISTENER, "l", "2").at(2));

    assertThat(drain(flow)).containsExactly("CLUSTER a@2", "ENDPOINT a@1", "LISTENER l@2");
  }

  /** Its routes may refer to clusters that are gone: these stay, but not without limit. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void keepsClustersThatAreGoneUpToALimit(boolean delta) {
    StreamFlow flow = subscribed(delta);
    flow.retarget(with("1", "1", "1").at(1));
    drain(flow);
    for (int pos = 2; pos < 1_500; pos++) {
      flow.retarget(with("1", "1", "2").with(XdsType.CLUSTER, "gone-" + pos, "1").at(pos));
      drain(flow);
      if (pos == 10) {
        assertThat(held(flow, pos)).as("none goes while routes may refer to it").isEqualTo(9);
      }
    }
    assertThat(held(flow, 1_500)).isBetween(1_000L, 1_001L);
  }

  private static long held(StreamFlow flow, int last) {
    return IntStream.rangeClosed(2, last)
        .filter(pos -> flow.flow(XdsType.CLUSTER).has("gone-" + pos))
        .count();
  }
}
