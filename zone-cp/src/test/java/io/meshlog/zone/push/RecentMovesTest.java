package io.meshlog.zone.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.xds.Dep;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecentMovesTest {
  private final RecentMoves moves = new RecentMoves();

  private static Set<Dep> of(int move) {
    return Set.of(new Dep.Shape("default", "service-" + move));
  }

  @Test
  void knowsWhatWasTouchedSince() {
    moves.add(of(1));
    long seen = moves.count();
    assertThat(moves.since(seen)).contains(Set.of());
    moves.add(of(2));
    moves.add(of(3));
    assertThat(moves.since(seen).orElseThrow())
        .containsExactlyInAnyOrder(
            new Dep.Shape("default", "service-2"), new Dep.Shape("default", "service-3"));
  }

  @Test
  void saysWhenItKnowsNoMore() {
    long seen = moves.count();
    for (int i = 0; i < 63; i++) {
      moves.add(of(i));
    }
    assertThat(moves.since(seen).orElseThrow()).hasSize(63);
    moves.add(of(63));
    assertThat(moves.since(seen)).isEmpty();
  }
}
