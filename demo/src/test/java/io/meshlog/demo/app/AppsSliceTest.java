package io.meshlog.demo.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.demo.Http;
import io.meshlog.demo.Http.Answer;
import io.meshlog.embedded.LoopbackPort;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The two applications over HTTP, without a mesh between them. */
class AppsSliceTest {

  private final Http http = new Http();
  private AppServer kv;
  private AppServer app;

  @BeforeEach
  void start() throws Exception {
    kv = AppServer.start("127.0.0.1", 0, new KvApp("zone-2", "kv-zone-2")::reply);
    var services = Map.of("kv", kv.port(), "gone", LoopbackPort.free());
    app = AppServer.start("127.0.0.1", 0, new DemoApp("zone-1", services)::reply);
  }

  @AfterEach
  void stop() {
    app.stop();
    kv.stop();
  }

  @Test
  void countsInKvAndSaysWhoAnswered() {
    assertThat(http.post(at("/increment"), "").status()).isEqualTo(200);
    Answer answer = http.get(at("/counter"));
    assertThat(answer.body())
        .isEqualTo("{\"counter\":1,\"zone\":\"zone-2\",\"instance\":\"kv-zone-2\"}\n");
  }

  @Test
  void relaysStatusAndBodyAsTheyAre() {
    assertThat(http.get(at("/call/kv/counter?delay=1")).json().path("counter").asInt()).isZero();
    assertThat(http.get(at("/call/kv/elsewhere")).status()).isEqualTo(404);
    assertThat(http.delete(at("/call/kv/counter")).status()).isEqualTo(200);
  }

  @Test
  void answers502WhenTheSidecarIsGone() {
    assertThat(http.get(at("/counter?to=gone")).status()).isEqualTo(502);
  }

  @Test
  void answers404ForAServiceItCannotCall() {
    assertThat(http.get(at("/counter?to=other")).status()).isEqualTo(404);
  }

  @Test
  void showsAPage() {
    assertThat(http.get(at("/")).body()).contains("<title>Counter</title>");
    assertThat(http.get(at("/version")).json().path("services").size()).isEqualTo(2);
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + app.port() + path);
  }
}
