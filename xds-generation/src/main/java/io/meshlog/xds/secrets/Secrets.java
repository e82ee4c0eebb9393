package io.meshlog.xds.secrets;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.meshlog.xds.Names;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;

/** The secrets that {@link MeshTls} refers to (xds-generation.md 4.6). */
public final class Secrets {
  private Secrets() {}

  public static XdsResource identity(String mesh, IdentityCert cert) {
    return certificate(Names.identitySecret(mesh), cert);
  }

  public static XdsResource certificate(String name, IdentityCert cert) {
    Secret.Builder secret = Secret.newBuilder().setName(name);
    secret
        .getTlsCertificateBuilder()
        .setCertificateChain(inline(cert.chain()))
        .setPrivateKey(inline(cert.key()));
    return XdsResource.of(XdsType.SECRET, secret.getName(), secret.build());
  }

  /**
   * A CA that is not known is sent empty all the same, so that Envoy does not wait for it.
   *
   * @param pem its certificates joined
   */
  public static XdsResource authority(String mesh, String pem) {
    return trust(Names.caSecret(mesh), pem);
  }

  /**
   * @param pem certificates of CAs, joined
   */
  public static XdsResource trust(String name, String pem) {
    Secret.Builder secret = Secret.newBuilder().setName(name);
    secret.getValidationContextBuilder().setTrustedCa(inline(pem));
    return XdsResource.of(XdsType.SECRET, secret.getName(), secret.build());
  }

  private static DataSource inline(String pem) {
    return DataSource.newBuilder().setInlineBytes(ByteString.copyFromUtf8(pem)).build();
  }
}
