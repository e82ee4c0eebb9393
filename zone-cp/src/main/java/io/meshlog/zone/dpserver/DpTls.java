package io.meshlog.zone.dpserver;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLException;

/**
 * TLS of the dataplane server: 1.2 or later, and the order of protocols {@link PortSplitter} needs.
 */
public final class DpTls {
  private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

  private DpTls() {}

  /** From PEM files. */
  public static SslContext of(Path certificate, Path key) throws SSLException {
    return build(SslContextBuilder.forServer(certificate.toFile(), key.toFile()));
  }

  public static SslContext of(PrivateKey key, X509Certificate... chain) throws SSLException {
    return build(SslContextBuilder.forServer(key, chain));
  }

  /** BoringSSL needs a fraction of the time, but its library does not load everywhere. */
  private static SslProvider provider() {
    return OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK;
  }

  private static SslContext build(SslContextBuilder builder) throws SSLException {
    return builder
        .sslProvider(provider())
        .protocols(VERSIONS)
        .applicationProtocolConfig(
            new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                ApplicationProtocolNames.HTTP_1_1,
                ApplicationProtocolNames.HTTP_2))
        .build();
  }
}
