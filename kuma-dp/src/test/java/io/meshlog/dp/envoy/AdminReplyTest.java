package io.meshlog.dp.envoy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminReplyTest {
  @Test
  void readsAPlainBody() throws IOException {
    assertThat(AdminReply.parse("HTTP/1.1 503 Service Unavailable\r\nx: y\r\n\r\nPRE"))
        .isEqualTo(new AdminReply(503, "PRE"));
  }

  @Test
  void joinsChunks() throws IOException {
    assertThat(
            AdminReply.parse(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "5\r\nLIVE\n\r\nA\r\n0123456789\r\n0\r\n\r\n"))
        .isEqualTo(new AdminReply(200, "LIVE\n0123456789"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\n",
        "nonsense without head\r\n\r\n",
        "HTTP/1.1 abc OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nLI",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
      })
  void refusesABrokenAnswer(String response) {
    assertThatThrownBy(() -> AdminReply.parse(response)).isInstanceOf(IOException.class);
  }
}
