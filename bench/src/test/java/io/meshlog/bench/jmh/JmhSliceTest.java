package io.meshlog.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Says nothing of speed: what is measured by hand only would break unseen. */
class JmhSliceTest {

  @Test
  void eachBenchmarkRunsOnce() throws Exception {
    List<JmhBench.Figure> figures = JmhBench.once("io\\.meshlog\\.bench\\.jmh\\..*");
    assertThat(figures)
        .extracting(JmhBench.Figure::name)
        .containsExactlyInAnyOrder(
            "foldOneEvent",
            "advanceByOneEndpoint",
            "matchAndMergeAnew",
            "matchAgain",
            "generateAll",
            "swapEndpoints",
            "serialiseListener",
            "serialiseAssignment",
            "respondWithAllListeners",
            "appendOne",
            "appendManyAtATime");
    assertThat(figures).allMatch(figure -> figure.micros() > 0);
  }
}
