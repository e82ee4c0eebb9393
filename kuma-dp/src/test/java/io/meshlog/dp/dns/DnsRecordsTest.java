package io.meshlog.dp.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.dp.GoldenAnswers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DnsRecordsTest {
  private static DnsRecords parse(String json) {
    return DnsRecords.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsNamesAndTheirAddresses() {
    DnsRecords records =
        parse(
            "{'extraLabels':{'a':['b']},'ttl':5,'records':[{'ips':['240.0.0.1'],'x':{},'name':'A.b.'}]}");
    assertThat(records.ttl()).isEqualTo(5);
    assertThat(records.find("a.B")).hasToString("[/240.0.0.1]");
    assertThat(records.find("a.b.")).hasSize(1);
    assertThat(records.find("b")).isNull();
  }

  @Test
  void readsWhatTheControlPlaneSays() throws Exception {
    assertThat(GoldenAnswers.at("/dns"))
        .isNotEmpty()
        .allSatisfy(body ->
            assertThat(DnsRecords.parse(body.getBytes(StandardCharsets.UTF_8)).ttl()).isPositive())
        .anySatisfy(body ->
            assertThat(DnsRecords.parse(body.getBytes(StandardCharsets.UTF_8)).byName())
                .isNotEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{'records':[{'ips':[]}]}",
        "{'records':['a']}",
        "{'records':[{'name':'a','ips':[1]}]}",
        "{'records':[{'name':'a'",
      })
  void refusesWhatIsNotThat(String json) {
    assertThatThrownBy(() -> parse(json)).isInstanceOf(IllegalArgumentException.class);
  }
}
