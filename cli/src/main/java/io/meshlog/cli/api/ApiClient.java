package io.meshlog.cli.api;

import io.meshlog.cli.CliFailure;
import io.meshlog.cli.ExitCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import tools.jackson.databind.JsonNode;

/**
 * Calls one control plane, one request at a time. Whatever is no success becomes a {@link
 * CliFailure} whose message names the fields and says what to do.
 */
public final class ApiClient implements AutoCloseable {
  private static final int NOT_FOUND = 404;
  private static final int FIRST_REFUSAL = 300;

  private final ControlPlane controlPlane;
  private final Duration timeout;
  private final HttpClient http;

  public ApiClient(ControlPlane controlPlane, Duration timeout) {
    this.controlPlane = controlPlane;
    this.timeout = timeout;
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(timeout);
    if ("https".equals(controlPlane.address().getScheme())) {
      builder.sslContext(controlPlane.tls().context());
    }
    this.http = builder.build();
  }

  public ControlPlane controlPlane() {
    return controlPlane;
  }

  public Answer get(String path) {
    return good(send(request(path).GET().build()));
  }

  /** Empty when it does not exist. */
  public Optional<Answer> find(String path) {
    HttpResponse<String> response = send(request(path).GET().build());
    return response.statusCode() == NOT_FOUND ? Optional.empty() : Optional.of(good(response));
  }

  public Answer put(String path, JsonNode body) {
    return good(send(withBody(path).PUT(BodyPublishers.ofString(body.toString())).build()));
  }

  public Answer post(String path, JsonNode body) {
    return good(send(withBody(path).POST(BodyPublishers.ofString(body.toString())).build()));
  }

  public Answer delete(String path) {
    return good(send(request(path).DELETE().build()));
  }

  private HttpRequest.Builder withBody(String path) {
    return request(path).header("Content-Type", "application/json");
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(controlPlane.address() + path))
            .timeout(timeout)
            .header("User-Agent", "meshlog");
    String token = controlPlane.token();
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    controlPlane.headers().forEach(request::setHeader);
    return request;
  }

  private Answer good(HttpResponse<String> response) {
    if (response.statusCode() >= FIRST_REFUSAL) {
      throw Refusals.of(
          response.statusCode(),
          response.request().method(),
          response.request().uri(),
          response.body());
    }
    return new Answer(
        response.statusCode(), response.headers().firstValue("ETag").orElse(""), response.body());
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (HttpTimeoutException e) {
      throw unreachable("it did not answer within " + timeout.toSeconds() + " s", "");
    } catch (ConnectException e) {
      throw unreachable(
          "the connection was refused",
          "Is it running? Another one is chosen with --address URL, or for good with"
              + " 'meshlog config control-planes add'.");
    } catch (SSLException e) {
      throw unreachable(
          "TLS failed: " + e.getMessage(),
          "Give the certificate that it is known by with --ca-cert-file.");
    } catch (IOException e) {
      throw unreachable(String.valueOf(e.getMessage()), "");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable("interrupted", "");
    }
  }

  private CliFailure unreachable(String why, String advice) {
    return new CliFailure(
        ExitCode.UNREACHABLE,
        "cannot reach control plane \"%s\" at %s: %s%s"
            .formatted(
                controlPlane.name(),
                controlPlane.address(),
                why,
                advice.isEmpty() ? "" : "\n" + advice));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
