package io.meshlog.dp.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.dp.http.HttpCall.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpReplyTest {
  @Test
  void readsAPlainBody() throws IOException {
    Reply reply = reply("HTTP/1.1 503 Service Unavailable\r\nX: y\r\n\r\nPRE");
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("x")).isEqualTo("y");
    assertThat(reply.body()).isEqualTo("PRE");
  }

  @Test
  void joinsChunks() throws IOException {
    Reply reply =
        reply(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5\r\nLIVE\n\r\nA\r\n0123456789\r\n0\r\n\r\n");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo("LIVE\n0123456789");
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
    assertThatThrownBy(() -> reply(response)).isInstanceOf(IOException.class);
  }

  private static Reply reply(String response) throws IOException {
    return HttpCall.parse(response.getBytes(StandardCharsets.ISO_8859_1));
  }
}
