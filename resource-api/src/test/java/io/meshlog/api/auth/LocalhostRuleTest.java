package io.meshlog.api.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every condition of rest-and-dataplane-protocol.md 1.3, one row each. */
class LocalhostRuleTest {
  @ParameterizedTest(name = "{0} {1} -> {2}")
  @CsvSource({
    "127.0.0.1, 'Host=localhost:5681', true",
    "127.0.0.1, 'Host=localhost', true",
    "127.0.0.1, 'Host=localhost.:5681', true",
    "127.0.0.1, 'Host=LOCALHOST', true",
    "127.0.0.2, 'Host=127.0.0.1:5681', true",
    "::1, 'Host=[::1]:5681', true",
    "10.0.0.1, 'Host=localhost:5681', false",
    "127.0.0.1, '', false",
    "127.0.0.1, 'Host=', false",
    "127.0.0.1, 'Host=example.com', false",
    "127.0.0.1, 'Host=localhost.example.com', false",
    "127.0.0.1, 'Host=10.0.0.1:5681', false",
    "127.0.0.1, 'Host=localhost:99999', false",
    "127.0.0.1, 'Host=localhost:x', false",
    "127.0.0.1, 'Host=::1', false",
    "127.0.0.1, 'Host=localhost;Forwarded=for=1.1.1.1', false",
    "127.0.0.1, 'Host=localhost;X-Forwarded-For=1.1.1.1', false",
    "127.0.0.1, 'Host=localhost;X-Real-IP=1.1.1.1', false",
    "127.0.0.1, 'Host=localhost;Sec-Fetch-Site=same-origin', true",
    "127.0.0.1, 'Host=localhost;Sec-Fetch-Site=none', true",
    "127.0.0.1, 'Host=localhost;Sec-Fetch-Site=cross-site', false",
    "127.0.0.1, 'Host=localhost;Sec-Fetch-Site=same-site', false",
    "127.0.0.1, 'Host=localhost:5681;Origin=http://localhost:5681', true",
    "127.0.0.1, 'Host=localhost:5681;Origin=https://localhost:5681', true",
    "127.0.0.1, 'Host=localhost:5681;Origin=http://localhost:8080', false",
    "127.0.0.1, 'Host=localhost:5681;Origin=http://127.0.0.1:5681', false",
    "127.0.0.1, 'Host=localhost:5681;Origin=http://evil.com', false",
    "127.0.0.1, 'Host=localhost:5681;Origin=null', false",
    "127.0.0.1, 'Host=localhost:5681;Origin=file://localhost:5681', false",
  })
  void holdsOnlyWhenEveryConditionDoes(String peer, String headers, boolean holds) {
    Map<String, String> given = new HashMap<>();
    for (String header : headers.split(";")) {
      int equals = header.indexOf('=');
      if (equals > 0) {
        given.put(header.substring(0, equals), header.substring(equals + 1));
      }
    }
    assertThat(LocalhostRule.holds(InetAddress.ofLiteral(peer), given::get)).isEqualTo(holds);
  }
}
