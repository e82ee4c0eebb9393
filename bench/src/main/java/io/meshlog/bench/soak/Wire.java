package io.meshlog.bench.soak;

import io.meshlog.bench.soak.Write.Verb;
import io.meshlog.demo.layout.Layout;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Sends writes with their key and says what is known of their outcome. */
final class Wire {
  private static final Duration PATIENCE = Duration.ofSeconds(45);

  /** What is known of a write. */
  sealed interface Outcome {
    /**
     * @param position as the answer's header gives it
     */
    record Acknowledged(String position) implements Outcome {}

    record Refused(int status, String body) implements Outcome {}

    /** It may or may not have happened. */
    record Unknown(String why) implements Outcome {}
  }

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  Outcome send(Write write, Layout layout) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(write.slot().in(layout))
            .timeout(PATIENCE)
            .header("Idempotency-Key", write.key());
    if (write.verb() == Verb.DELETE) {
      request.DELETE();
    } else {
      request.header("Content-Type", "application/json").PUT(BodyPublishers.ofString(write.body()));
    }
    try {
      HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
      int status = answer.statusCode();
      if (status >= 200 && status < 300) {
        return new Outcome.Acknowledged(answer.headers().firstValue("Meshlog-Position").orElse(""));
      }
      boolean final4xx = status >= 400 && status < 500 && status != 429;
      return final4xx
          ? new Outcome.Refused(status, answer.body())
          : new Outcome.Unknown(status + " " + answer.body());
    } catch (IOException e) {
      return new Outcome.Unknown(String.valueOf(e));
    }
  }
}
