package io.meshlog.events.subscriber.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WatchOptionsTest {

  @Test
  void withoutAWordItWatchesTheDemosPolicies() {
    WatchOptions options = WatchOptions.parse();
    assertThat(options.bootstrap()).isEqualTo("127.0.0.1:5692");
    assertThat(options.channel().name()).isEqualTo("global.policy");
    assertThat(options.positions()).isNull();
    assertThat(options.verify()).isFalse();
  }

  @Test
  void takesWhatIsSaid() {
    WatchOptions options =
        WatchOptions.parse(
            "--bootstrap", "k:1", "--channel", "zone.z.offer", "--positions", "p", "--verify");
    assertThat(options.bootstrap()).isEqualTo("k:1");
    assertThat(options.channel().name()).isEqualTo("zone.z.offer");
    assertThat(options.positions()).isEqualTo(Path.of("p"));
    assertThat(options.verify()).isTrue();
    assertThat(WatchOptions.parse("--positions", "p", "--from-start").positions()).isNull();
  }

  @Test
  void saysWhatItDoesNotUnderstand() {
    assertThatThrownBy(() -> WatchOptions.parse("--chanel", "x")).hasMessageContaining("--chanel");
    assertThatThrownBy(() -> WatchOptions.parse("--channel")).hasMessageContaining("needs a value");
    assertThatThrownBy(() -> WatchOptions.parse("--channel", "zone.z.insight"))
        .hasMessageContaining("zone.z.insight");
  }
}
