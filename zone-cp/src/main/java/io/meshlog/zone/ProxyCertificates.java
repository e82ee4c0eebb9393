package io.meshlog.zone;

import com.google.protobuf.Struct;
import io.meshlog.model.image.MeshDelta;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.ProxyKind;
import io.meshlog.xds.baseline.AdminListener;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.secrets.CertificatesWanted;
import io.meshlog.zone.dataplane.CertificatesAhead;
import io.meshlog.zone.dataplane.Departures;
import io.meshlog.zone.dataplane.ProxyEvents;
import io.meshlog.zone.dataplane.ProxySession;
import io.meshlog.zone.identity.AdminIdentities;
import io.meshlog.zone.identity.Authorities;
import io.meshlog.zone.identity.ExpectedCertificates;
import io.meshlog.zone.identity.IdentityBook;
import io.meshlog.zone.identity.IssuedIdentity;
import io.meshlog.zone.identity.OpenedSecrets;
import io.meshlog.zone.identity.SecretContents;
import io.meshlog.zone.push.MeshConfigs.CertificateSource;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * What proxies hold of certificates and Secrets, from the moment they enter until they have left.
 * Thread-safe.
 */
final class ProxyCertificates implements CertificateSource, CertificatesAhead, AutoCloseable {

  /** A first config waits for certificates no longer than this. */
  private static final Duration MOST_AWAITED = Duration.ofMillis(500);

  /** Who comes back this soon has its certificates still. */
  private static final Duration ABSENCE = Duration.ofMinutes(1);

  private final Surroundings told;
  private final Authorities authorities;
  private final IdentityBook identities;
  private final AdminIdentities admins;
  private final ExpectedCertificates expected;
  private final Departures absent;
  private final OpenedSecrets opened;

  /** Who is told what, and asked. */
  interface Surroundings {
    /** A sidecar has a certificate of this backend's CA; on the issuing thread. */
    void certified(ProxyKey dataplane, String backend);

    /** Its config is made from other certificates now. */
    void refresh(ProxyKey proxy);

    /** A Secret was read that egresses need. */
    void opened();

    /** Asks for all that the proxy's config would need now. */
    void order(ProxyFacts facts);

    boolean isConnected(ProxyKey proxy);
  }

  /**
   * @param blocking where Secrets are read
   */
  ProxyCertificates(
      Supplier<MeshImage> image,
      SecretContents secrets,
      Clock clock,
      Executor blocking,
      Surroundings told) {
    this.told = told;
    authorities = new Authorities(image, secrets);
    identities = new IdentityBook(authorities, clock, this::issued, this::tried);
    admins = new AdminIdentities(image, authorities, clock, this::came, this::tried);
    expected =
        new ExpectedCertificates(proxy -> identities.expects(proxy) || admins.expects(proxy));
    absent = new Departures(ABSENCE, this::stayedAway, Runnable::run, () -> false);
    opened = new OpenedSecrets(image, secrets, blocking, told::opened);
  }

  IdentityBook identities() {
    return identities;
  }

  AdminIdentities admins() {
    return admins;
  }

  @Override
  public Certificates of(ProxyKey proxy, CertificatesWanted wanted) {
    Certificates found = identities.find(proxy, wanted.identities());
    if (!wanted.secrets().isEmpty()) {
      found = found.and(new Certificates(Map.of(), Map.of(), opened.find(wanted.secrets())));
    }
    return wanted.admin() ? found.and(admins.find(proxy)) : found;
  }

  // --- who enters

  @Override
  public void order(ProxyFacts facts) {
    absent.returned(facts.key());
    if (AdminListener.possible(facts)) {
      admins.find(facts.key());
    }
  }

  @Override
  public void await(ProxyFacts facts) {
    told.order(facts);
    // Kept from before: the mesh may have forgotten it with the Dataplane.
    certified(facts.key());
    expected.await(facts.key(), MOST_AWAITED);
  }

  @Override
  public void forget(ProxyFacts facts) {
    identities.forget(facts.key());
    admins.forget(facts.key());
  }

  // --- from the books

  /** On the issuing thread. */
  private void issued(ProxyKey proxy) {
    certified(proxy);
    came(proxy);
  }

  private void certified(ProxyKey proxy) {
    if (proxy.kind() == ProxyKind.DATAPLANE) {
      identities
          .held(proxy)
          .map(IssuedIdentity::request)
          .ifPresent(request -> told.certified(proxy, request.backend().name()));
    }
  }

  /** A certificate is there: whoever waits for it goes on, and who is connected gets it. */
  private void came(ProxyKey proxy) {
    tried(proxy);
    told.refresh(proxy);
  }

  private void tried(ProxyKey proxy) {
    expected.tried(proxy);
  }

  // --- from the image

  /**
   * @return whether the CA of what stands before proxies' admin is another
   */
  boolean stepped(MeshDelta delta) {
    delta.changes().stream()
        .filter(change -> isAuthority(change.key()))
        .map(change -> change.key().mesh())
        .distinct()
        .forEach(identities::authorityChanged);
    boolean ofAdmins =
        delta.changes().stream().anyMatch(change -> AdminIdentities.isAuthority(change.key()));
    if (ofAdmins) {
      admins.authorityChanged();
    }
    return ofAdmins;
  }

  private boolean isAuthority(ResourceKey key) {
    return key.type().equals(CoreTypes.SECRET.name()) && authorities.mayUse(key.mesh(), key.name());
  }

  // --- who leaves

  private void stayedAway(ProxyKey proxy) {
    if (!told.isConnected(proxy)) {
      identities.forget(proxy);
      admins.forget(proxy);
    }
  }

  /** Drops the certificates of a proxy that has left for good, long after its report. */
  ProxyEvents after(ProxyEvents reports) {
    return new ProxyEvents() {
      @Override
      public void connected(ProxySession session, Struct metadata) {
        reports.connected(session, metadata);
      }

      @Override
      public void moved(ProxySession session) {
        reports.moved(session);
      }

      @Override
      public void disconnected(ProxySession session) {
        reports.disconnected(session);
        absent.left(session.proxy());
      }

      @Override
      public void close() {
        reports.close();
      }
    };
  }

  @Override
  public void close() {
    absent.close();
    identities.close();
    admins.close();
  }
}
