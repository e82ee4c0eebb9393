package io.meshlog.api.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GoodSignaturesTest {
  private static final RsaKeyPem KEY = RsaKeyPem.parse(RsaKeyPem.generate()).orElseThrow();
  private static final RsaKeyPem OTHER_KEY = RsaKeyPem.parse(RsaKeyPem.generate()).orElseThrow();

  private final GoodSignatures signatures = new GoodSignatures(2);
  private final List<String> verified = new ArrayList<>();

  private boolean ask(String token, RsaKeyPem key, boolean good) {
    return signatures.has(
        token,
        key,
        () -> {
          verified.add(token);
          return good;
        });
  }

  @Test
  void verifiesATokenOncePerKey() {
    assertThat(ask("a", KEY, true)).isTrue();
    assertThat(ask("a", KEY, false)).isTrue();
    assertThat(verified).containsExactly("a");
    assertThat(ask("a", OTHER_KEY, false)).isFalse();
    assertThat(ask("b", KEY, false)).isFalse();
    assertThat(verified).containsExactly("a", "a", "b");
  }

  @Test
  void remembersNothingBad() {
    assertThat(ask("a", KEY, false)).isFalse();
    assertThat(ask("a", KEY, false)).isFalse();
    assertThat(ask("a", KEY, true)).isTrue();
    assertThat(verified).hasSize(3);
  }

  @Test
  void forgetsWhatWasNotAskedForLongest() {
    ask("a", KEY, true);
    ask("b", KEY, true);
    ask("a", KEY, true);
    ask("c", KEY, true);
    verified.clear();
    ask("a", KEY, true);
    ask("c", KEY, true);
    assertThat(verified).isEmpty();
    ask("b", KEY, true);
    assertThat(verified).containsExactly("b");
  }
}
