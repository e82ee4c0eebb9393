package io.meshlog.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.demo.layout.Layout;
import io.meshlog.demo.layout.ProxyLayout;
import org.junit.jupiter.api.Test;

class AddressTableTest {

  @Test
  void namesEveryAddressAndFiveLinesToTry() {
    Layout layout = new Layout(100);
    var table = new AddressTable(layout);
    String text = table.text();
    assertThat(table.curlLines()).hasSize(5).allMatch(line -> line.startsWith("curl "));
    table.curlLines().forEach(line -> assertThat(text).contains(line));
    assertThat(text).contains("http://127.0.0.1:5781", "http://127.0.0.1:5780");
    assertThat(text).contains("./meshlog events --bootstrap 127.0.0.1:5792");
    layout.zones().stream()
        .flatMap(zone -> zone.proxies().stream())
        .forEach(proxy -> assertThat(text).contains(addresses(proxy)));
  }

  private static String[] addresses(ProxyLayout proxy) {
    return new String[] {
      proxy.name(), proxy.admin().toString(), proxy.readiness().toString(),
    };
  }
}
