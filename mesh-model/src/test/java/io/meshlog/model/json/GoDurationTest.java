package io.meshlog.model.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
  @ParameterizedTest
  @CsvSource({
    "1h,1h0m0s",
    "90m,1h30m0s",
    "250ms,250ms",
    "0s,0s",
    "0,0s",
    "1.5s,1.5s",
    "15s,15s",
    "1m,1m0s",
    "100us,100µs",
    "1500us,1.5ms",
    "-5s,-5s",
    "1h1ns,1h0m0.000000001s",
    "7ns,7ns"
  })
  void printsWhatGoPrints(String text, String canonical) {
    assertThat(GoDuration.parse(text)).hasToString(canonical);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "1x", "1h 2m", "h1", "--1s", "9999999999h"})
  void refusesWhatGoRefuses(String text) {
    assertThatThrownBy(() -> GoDuration.parse(text))
        .hasMessage("time: invalid duration \"" + text + "\"");
  }
}
