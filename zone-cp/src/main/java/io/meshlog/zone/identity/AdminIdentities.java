package io.meshlog.zone.identity;

import io.meshlog.model.image.MeshImage;
import io.meshlog.model.mesh.MeshSpec.CaBackend;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.Names;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.secrets.IdentityRequest;
import io.meshlog.zone.identity.LeafIssuer.Leaf;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * The two ends of the TLS between this control plane and the admin listeners of its proxies, both
 * of the CA in the GlobalSecret {@code envoy-admin-ca} (rest-and-dataplane-protocol.md 8, 18). Each
 * proxy has a certificate that names it, so that none can answer for another. Thread-safe.
 */
public final class AdminIdentities implements AutoCloseable {
  public static final String SECRET = "envoy-admin-ca";

  private static final CaBackend BACKEND =
      new CaBackend(SECRET, Authorities.ENVOY_ADMIN, null, null, null, null);
  private static final Duration CLIENT_LIFETIME = Duration.ofMinutes(10);
  private static final String ALIAS = "kuma-cp";

  private final Supplier<MeshImage> image;
  private final Authorities authorities;
  private final Clock clock;
  private final IdentityBook book;
  private final LeafIssuer issuer = new LeafIssuer();

  /**
   * @param changed told on the issuing thread that a proxy has another certificate
   * @param missed likewise, that one could not be made
   */
  public AdminIdentities(
      Supplier<MeshImage> image,
      Authorities authorities,
      Clock clock,
      Consumer<ProxyKey> changed,
      Consumer<ProxyKey> missed) {
    this.image = image;
    this.authorities = authorities;
    this.clock = clock;
    this.book = new IdentityBook(authorities, clock, changed, missed);
  }

  /** Whether this is the resource that the CA is in. */
  public static boolean isAuthority(ResourceKey key) {
    return key.type().equals(CoreTypes.GLOBAL_SECRET.name()) && key.name().equals(SECRET);
  }

  /** What its listener shows, as far as it is there; it is on order else. Never blocks. */
  public Certificates find(ProxyKey proxy) {
    if (image.get().find(CoreTypes.GLOBAL_SECRET, "", SECRET).isEmpty()) {
      return Certificates.NONE;
    }
    return book.find(proxy, () -> request(proxy)).orElse(Certificates.NONE);
  }

  private static IdentityRequest request(ProxyKey proxy) {
    return new IdentityRequest(Certificates.ADMIN, BACKEND, List.of(Names.adminIdentity(proxy)));
  }

  /** Whether its first certificate is on order. */
  public boolean expects(ProxyKey proxy) {
    return book.expects(proxy);
  }

  public void forget(ProxyKey proxy) {
    book.forget(proxy);
  }

  /** Everybody gets a certificate anew. */
  public void authorityChanged() {
    book.authorityChanged(Certificates.ADMIN);
  }

  /**
   * For one call of this proxy: shows a certificate made for it and accepts that proxy's only.
   * Blocks on the database when the CA was not read before.
   */
  public SSLContext dial(ProxyKey proxy) throws AuthorityUnusable {
    Authority authority = authorities.of(Certificates.ADMIN, BACKEND);
    Leaf own = issuer.issueHost(authority, Names.CONTROL_PLANE, clock.instant(), CLIENT_LIFETIME);
    char[] none = new char[0];
    try {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      Certificate[] chain = {own.certificate(), authority.certificate()};
      keys.setKeyEntry(ALIAS, own.key(), none, chain);
      KeyManagerFactory shown =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      shown.init(keys, none);
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManager only = new ProxyTrust(trust(authority), Names.adminIdentity(proxy));
      context.init(shown.getKeyManagers(), new TrustManager[] {only}, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new AuthorityUnusable("no TLS to proxies with the CA in " + SECRET, e);
    }
  }

  private static X509TrustManager trust(Authority authority)
      throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(ALIAS, authority.certificate());
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        return x509;
      }
    }
    throw new IllegalStateException("every JDK verifies X.509");
  }

  @Override
  public void close() {
    book.close();
  }
}
