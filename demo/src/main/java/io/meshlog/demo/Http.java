package io.meshlog.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls to the topology's HTTP APIs. What cannot be reached answers with status 0. */
public final class Http {

  /**
   * An answer.
   *
   * @param status 0 when there was none
   * @param body the text, or why there was no answer
   */
  public record Answer(int status, String body) {

    public boolean isOk() {
      return status >= 200 && status < 300;
    }

    /** The body as JSON; a missing node when it is none. */
    public JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (RuntimeException notJson) {
        return JSON.missingNode();
      }
    }

    @Override
    public String toString() {
      return status + " " + body.strip();
    }
  }

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  public Answer get(URI uri) {
    return send(HttpRequest.newBuilder(uri).GET());
  }

  public Answer get(URI uri, String header, String value) {
    return send(HttpRequest.newBuilder(uri).header(header, value).GET());
  }

  public Answer put(URI uri, String json) {
    return send(withBody(uri).PUT(HttpRequest.BodyPublishers.ofString(json)));
  }

  public Answer post(URI uri, String json) {
    return send(withBody(uri).POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  public Answer delete(URI uri) {
    return send(HttpRequest.newBuilder(uri).DELETE());
  }

  private static HttpRequest.Builder withBody(URI uri) {
    return HttpRequest.newBuilder(uri).header("content-type", "application/json");
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          client.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      return new Answer(0, String.valueOf(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer(0, "interrupted");
    }
  }
}
