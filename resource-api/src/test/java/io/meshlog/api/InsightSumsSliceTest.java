package io.meshlog.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.api.resource.Appends;
import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.insight.InsightStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What sums over a large mesh cost: prints the figures of decision record 0020. */
class InsightSumsSliceTest {
  private static final int PROXIES = Integer.getInteger("meshlog.proxies", 10_000);
  private static final int BATCH = 500;
  private static final int READS = 15;

  @Test
  @Tag("soak")
  void sumsUpALargeMesh() {
    RunningApi api = RunningApi.sharedZone();
    api.put("/meshes/large", "{'type':'Mesh','name':'large'}");
    InsightStore insights = api.bean(InsightStore.class);
    String insight = insight();
    List<Command> batch = new ArrayList<>();
    for (int i = 0; i < PROXIES; i++) {
      String name = "dp-" + i;
      batch.add(
          new Command.Put<>(
              CoreTypes.DATAPLANE,
              CoreTypes.DATAPLANE.key("large", Origin.zone("default"), name),
              Labels.EMPTY,
              SpecJson.read(
                  CoreTypes.DATAPLANE,
                  "{\"networking\":{\"address\":\"10.0.0.1\",\"inbound\":[{\"port\":80,\"tags\":"
                      + "{\"kuma.io/service\":\"svc-"
                      + i % 200
                      + "\"}}]}}"),
              Expected.ANY));
      insights.put("DataplaneInsight", "large", name, "default", insight);
      if (batch.size() == BATCH || i == PROXIES - 1) {
        api.bean(Appends.class).append(new Command.Batch(batch), EventMeta.system("test"), null);
        batch = new ArrayList<>();
      }
    }
    for (String path :
        List.of("/mesh-insights/large", "/meshes/large/service-insights", "/global-insight")) {
      long[] micros = new long[READS];
      for (int i = 0; i < READS; i++) {
        long begin = System.nanoTime();
        assertThat(api.get(path).status()).isEqualTo(200);
        micros[i] = (System.nanoTime() - begin) / 1000;
      }
      Arrays.sort(micros);
      System.out.printf(
          "%s of %d proxies: median %d us, most %d us%n",
          path, PROXIES, micros[READS / 2], micros[READS - 1]);
    }
    assertThat(api.get("/mesh-insights/large").json().at("/dataplanes/online").asInt())
        .isEqualTo(PROXIES);
  }

  /** As large as one of a real proxy. */
  private static String insight() {
    return "{\"subscriptions\":[{\"id\":\"1\",\"connectTime\":\"2026-01-01T00:00:00Z\",\"version\":"
        + "{\"kumaDp\":{\"version\":\"2.14.3\"},\"envoy\":{\"version\":\"1.40.0\"}}}],\"mTLS\":"
        + "{\"issuedBackend\":\"ca\",\"supportedBackends\":[\"ca\"]},\"metadata\":{\"x\":\""
        + "m".repeat(4000)
        + "\"}}";
  }
}
