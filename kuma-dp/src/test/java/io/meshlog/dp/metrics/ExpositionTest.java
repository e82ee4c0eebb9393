package io.meshlog.dp.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ExpositionTest {
  @Test
  void aFamilyIsToldOfOnceAndHasAllItsSamples() {
    Exposition all = new Exposition(Map.of());
    all.add(
        "# HELP up who is up\n# TYPE up gauge\nup 1\n# TYPE t histogram\nt_bucket{le=\"1\"} 2\nt_sum 3\nt_count 2\n",
        name -> true);
    all.add("# TYPE up gauge\nup{app=\"a\"} 0\nalone 7\n# EOF\n", name -> true);
    assertThat(all)
        .hasToString(
            """
            # HELP up who is up
            # TYPE up gauge
            up 1
            up{app="a"} 0
            # TYPE t histogram
            t_bucket{le="1"} 2
            t_sum 3
            t_count 2
            alone 7
            """);
  }

  @Test
  void labelsAreAddedToWhatDoesNotHaveThem() {
    Exposition all = new Exposition(new TreeMap<>(Map.of("mesh", "default", "quoted", "a\"b,c")));
    all.add("a 1\nb{} 2\nc{mesh=\"other\",x=\"y\"} 3\n", name -> true);
    assertThat(all)
        .hasToString(
            """
            a{mesh="default",quoted="a\\"b,c"} 1
            b{mesh="default",quoted="a\\"b,c"} 2
            c{quoted="a\\"b,c",mesh="other",x="y"} 3
            """);
  }

  @Test
  void whatIsNotShownIsLeftOutByFamily() {
    Exposition all = new Exposition(Map.of());
    all.add("# TYPE t histogram\nt_sum 3\n# TYPE u counter\nu 1\n", "u"::equals);
    assertThat(all).hasToString("# TYPE u counter\nu 1\n");
  }
}
