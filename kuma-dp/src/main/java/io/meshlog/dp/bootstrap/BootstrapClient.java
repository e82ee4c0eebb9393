package io.meshlog.dp.bootstrap;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One {@code POST /bootstrap} at a time. Uses the JDK's old URL connection: java.net.http keeps
 * about 5 MB more resident (docs/kuma-dp.md). Calls block up to 10 s per step.
 */
public final class BootstrapClient {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int MAX_REPLY_BYTES = 2 << 20;

  private final URI endpoint;
  private final @Nullable SSLSocketFactory sockets;
  private final boolean skipVerify;

  private BootstrapClient(URI endpoint, @Nullable SSLSocketFactory sockets, boolean skipVerify) {
    this.endpoint = endpoint;
    this.sockets = sockets;
    this.skipVerify = skipVerify;
  }

  /**
   * @param controlPlane http or https address; its path, if any, is a prefix
   * @param caPem PEM certificates to trust; null means the Java runtime's own trust store
   * @throws GeneralSecurityException if the certificates cannot be used
   */
  public static BootstrapClient of(URI controlPlane, @Nullable String caPem, boolean skipVerify)
      throws GeneralSecurityException, IOException {
    String base = controlPlane.toString();
    String prefix = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    boolean tls = "https".equals(controlPlane.getScheme());
    return new BootstrapClient(
        URI.create(prefix + "/bootstrap"),
        tls ? ControlPlaneTrust.socketFactory(caPem, skipVerify) : null,
        skipVerify);
  }

  public URI endpoint() {
    return endpoint;
  }

  /** Never throws: what goes wrong on the way is an {@link Attempt.Later}. */
  public Attempt attempt(BootstrapRequest request) {
    try {
      return exchange(request.toJson().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      return new Attempt.Later(explain(e));
    }
  }

  private Attempt exchange(byte[] body) throws IOException {
    if (sockets != null) {
      // For the whole process on purpose: a connection made before this would load the default
      // factory and with it some 150 public CAs, which stay in memory.
      HttpsURLConnection.setDefaultSSLSocketFactory(sockets);
    }
    HttpURLConnection connection = (HttpURLConnection) endpoint.toURL().openConnection();
    if (skipVerify && connection instanceof HttpsURLConnection https) {
      https.setHostnameVerifier((host, session) -> true);
    }
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    connection.setInstanceFollowRedirects(false);
    connection.setRequestMethod("POST");
    connection.setRequestProperty("accept", "application/json");
    connection.setRequestProperty("content-type", "application/json");
    connection.setRequestProperty("connection", "close");
    connection.setDoOutput(true);
    try {
      connection.getOutputStream().write(body);
      int status = connection.getResponseCode();
      return Answers.judge(status, bodyOf(connection, status));
    } finally {
      connection.disconnect();
    }
  }

  private static String bodyOf(HttpURLConnection connection, int status) throws IOException {
    try (InputStream in =
        status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
      if (in == null) {
        return "";
      }
      byte[] bytes = in.readNBytes(MAX_REPLY_BYTES + 1);
      if (bytes.length > MAX_REPLY_BYTES) {
        throw new IOException("the answer is larger than " + MAX_REPLY_BYTES + " bytes");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private static String explain(IOException e) {
    return switch (e) {
      case ConnectException refused -> "no connection: " + refused.getMessage();
      case UnknownHostException unknown -> "unknown host " + unknown.getMessage();
      case SocketTimeoutException late -> "no answer in time: " + late.getMessage();
      case SSLException tls ->
          "TLS failed: "
              + tls.getMessage()
              + "; does --ca-cert-file hold the CA that signed the "
              + "control plane's certificate, and is the host of --cp-address one of its names?";
      default -> String.valueOf(e.getMessage() == null ? e.getClass().getName() : e.getMessage());
    };
  }
}
