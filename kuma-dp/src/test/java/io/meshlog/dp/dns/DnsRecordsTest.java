package io.meshlog.dp.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.dp.GoldenAnswers;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
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

  /** As the control plane tells the virtual address of a proxy with IPv6. */
  @Test
  void answersAMappedAddressToAaaaAlone() {
    MeshNames names = new MeshNames();
    names.replace(parse("{'records':[{'name':'a.mesh','ips':['240.0.0.1','::ffff:240.0.0.1']}]}"));
    byte[] a = names.answer(query(DnsMessage.A), 512);
    byte[] aaaa = names.answer(query(DnsMessage.AAAA), 512);
    assertThat(a).endsWith(0, 4, 240, 0, 0, 1);
    assertThat(a[7]).isEqualTo((byte) 1);
    assertThat(aaaa).endsWith(0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 240, 0, 0, 1);
    assertThat(aaaa[7]).isEqualTo((byte) 1);
  }

  private static DnsMessage query(int type) {
    byte[] bytes = {
      0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 'a', 4, 'm', 'e', 's', 'h', 0, 0, (byte) type, 0, 1
    };
    return Objects.requireNonNull(DnsMessage.query(bytes));
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
