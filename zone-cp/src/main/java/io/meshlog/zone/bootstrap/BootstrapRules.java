package io.meshlog.zone.bootstrap;

import io.meshlog.model.admit.Admission;
import io.meshlog.model.admit.Checked;
import io.meshlog.model.admit.Refusal.Reason;
import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.ZoneEgressSpec;
import io.meshlog.model.zone.ZoneIngressSpec;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.ProxyKind;
import io.meshlog.zone.bootstrap.BootstrapDecision.Decided;
import io.meshlog.zone.bootstrap.BootstrapDecision.Refused;
import io.meshlog.zone.bootstrap.EnvoyBootstrap.ProxyIdentity;
import io.meshlog.zone.dataplane.ProxyCredentials;
import io.meshlog.zone.dataplane.ProxyCredentials.Judgement;
import io.meshlog.zone.dataplane.ProxyResource;
import io.meshlog.zone.dataplane.Refusals;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which bootstrap a proxy gets, or why none: the checks of rest-and-dataplane-protocol.md 5.1 in
 * their order. Beyond them, a token that can never be accepted is refused here already.
 */
public final class BootstrapRules {
  private static final Logger LOG = LoggerFactory.getLogger(BootstrapRules.class);

  /** Kuma's status for a missing token; any 4xx with a text makes kuma-dp stop and say it. */
  private static final int REFUSED = 422;

  /** kuma-dp tries again. */
  private static final int LATER = 503;

  private static final String TOKEN_WANTED =
      "Dataplane Token is required. Generate token using 'kumactl generate dataplane-token >"
          + " /path/file' and provide it via --dataplane-token-file=/path/file argument to Kuma"
          + " DP";

  private final Supplier<MeshImage> image;
  private final Admission admission;
  private final ProxyCredentials credentials;
  private final Refusals refusals;
  private final BootstrapSettings settings;

  public BootstrapRules(
      Supplier<MeshImage> image,
      Admission admission,
      ProxyCredentials credentials,
      Refusals refusals,
      BootstrapSettings settings) {
    this.image = image;
    this.admission = admission;
    this.credentials = credentials;
    this.refusals = refusals;
    this.settings = settings;
  }

  /** The resource of the proxy: the one it brought, or the stored one. */
  private record Subject(ProxyKey key, Spec spec, Labels labels) {}

  /** A refusal on the way; for control flow within this class only. */
  private static final class Refusing extends Exception {
    private static final long serialVersionUID = 1L;
    private final int status;

    Refusing(int status, String text) {
      super(text, null, false, false);
      this.status = status;
    }
  }

  /**
   * @param hostHeader value of {@code Host}
   * @param client address of the TCP peer
   */
  BootstrapDecision decide(BootstrapRequest request, String hostHeader, String client) {
    try {
      ProxyKind kind = kind(request);
      tokenIsThere(request, kind, client);
      String dialled = host(hostHeader);
      hostIsInCertificate(dialled);
      Subject subject =
          request.resource().isEmpty() ? stored(request, kind) : brought(request, kind);
      tokenIsGood(request, subject, client);
      String host = settings.xdsHost().isEmpty() ? dialled : settings.xdsHost();
      String ca = ca(request);
      EnvoyBootstrap bootstrap = new EnvoyBootstrap(request, settings, identity(subject), host, ca);
      return new Decided(bootstrap.yaml(), address(subject.spec()), aggregate(subject));
    } catch (Refusing refusal) {
      return new Refused(refusal.status, Objects.requireNonNullElse(refusal.getMessage(), ""));
    }
  }

  private MeshSpec mesh(Subject subject) {
    return image
        .get()
        .find(CoreTypes.MESH, "", subject.key().mesh())
        .map(Resource::spec)
        .orElse(MeshSpec.EMPTY);
  }

  private List<ApplicationMetrics> aggregate(Subject subject) {
    return subject.spec() instanceof DataplaneSpec dataplane
        ? ApplicationMetrics.of(mesh(subject), dataplane)
        : List.of();
  }

  private static ProxyKind kind(BootstrapRequest request) throws Refusing {
    return switch (request.proxyType()) {
      case "dataplane" -> ProxyKind.DATAPLANE;
      case "ingress" -> ProxyKind.INGRESS;
      case "egress" -> ProxyKind.EGRESS;
      default -> {
        LOG.warn("{}: unknown proxy type", request);
        throw new Refusing(500, "");
      }
    };
  }

  private void tokenIsThere(BootstrapRequest request, ProxyKind kind, String client)
      throws Refusing {
    if (credentials.required(kind) && request.token().isEmpty() && request.tokenPath().isEmpty()) {
      String mesh = kind == ProxyKind.DATAPLANE ? request.mesh() : "";
      throw turnedAway(new ProxyKey(kind, mesh, request.name()), client, TOKEN_WANTED);
    }
  }

  /** The host part of {@code host:port}, {@code [v6]:port} or either alone. */
  private static String host(String header) {
    if (header.startsWith("[")) {
      int end = header.indexOf(']');
      return end < 0 ? header : header.substring(1, end);
    }
    int colon = header.lastIndexOf(':');
    return colon < 0 ? header : header.substring(0, colon);
  }

  private void hostIsInCertificate(String host) throws Refusing {
    if (settings.xdsHost().isEmpty() && !settings.serverNames().contains(host)) {
      throw new Refusing(
          400,
          "A data plane proxy is trying to connect to the control plane using \""
              + host
              + "\" address, but the certificate in the control plane has the following SANs "
              + new TreeSet<>(settings.serverNames())
              + ". Either change --cp-address of kuma-dp to one of those, or give the control plane"
              + " a certificate that names it (KUMA_GENERAL_TLS_CERT_FILE and"
              + " KUMA_GENERAL_TLS_KEY_FILE) and restart it.");
    }
  }

  private Subject stored(BootstrapRequest request, ProxyKind kind) throws Refusing {
    String mesh = kind == ProxyKind.DATAPLANE ? request.mesh() : "";
    Optional<? extends Resource<?>> found =
        image.get().find(ProxyResource.type(kind), mesh, request.name());
    if (found.isEmpty()) {
      // Without a text: kuma-dp waits for the resource to appear.
      throw new Refusing(404, "");
    }
    Resource<?> resource = found.get();
    return new Subject(
        new ProxyKey(kind, mesh, request.name()), resource.spec(), resource.labels());
  }

  private Subject brought(BootstrapRequest request, ProxyKind kind) throws Refusing {
    ProxyResource resource =
        ProxyResource.read(kind, request.resource()).orElseThrow(() -> new Refusing(500, ""));
    Subject subject =
        switch (kind) {
          case DATAPLANE -> checked(resource, CoreTypes.DATAPLANE);
          case INGRESS -> checked(resource, CoreTypes.ZONE_INGRESS);
          case EGRESS -> checked(resource, CoreTypes.ZONE_EGRESS);
        };
    String mesh = resource.mesh();
    if (kind == ProxyKind.DATAPLANE && image.get().find(CoreTypes.MESH, "", mesh).isEmpty()) {
      throw new Refusing(422, "mesh: mesh \"" + mesh + "\" does not exist");
    }
    if (!request.transparentProxy().isEmpty()
        && subject.spec() instanceof DataplaneSpec dataplane
        && !dataplane.net().outbounds().isEmpty()) {
      throw new Refusing(
          422, "outbound: should be empty since dataplane is in Transparent Proxying mode");
    }
    return subject;
  }

  private <S extends Spec> Subject checked(ProxyResource resource, ResourceType<S> type)
      throws Refusing {
    return switch (resource.check(admission, type)) {
      case Checked.Unsound<S> unsound ->
          throw unsound.refusal().reason() == Reason.UNREADABLE
              ? new Refusing(500, "")
              : new Refusing(422, unsound.refusal().line());
      case Checked.Sound<S> sound ->
          new Subject(
              new ProxyKey(resource.kind(), resource.mesh(), resource.name()),
              sound.spec(),
              sound.labels());
    };
  }

  /** Gives up on a proxy for good, with kuma-dp's user being told why. */
  private Refusing turnedAway(ProxyKey proxy, String client, String why) {
    refusals.refused(proxy, client, BootstrapEndpoint.PATH, REFUSED, why);
    return new Refusing(REFUSED, why);
  }

  /** For what is stored under its name as well as for what it brings to replace it. */
  private void tokenIsGood(BootstrapRequest request, Subject subject, String client)
      throws Refusing {
    if (request.token().isEmpty() || !credentials.required(subject.key().kind())) {
      return;
    }
    Optional<? extends Resource<?>> stored =
        image
            .get()
            .find(
                ProxyResource.type(subject.key().kind()),
                subject.key().mesh(),
                subject.key().name());
    if (stored.isPresent()) {
      judge(request, subject.key(), stored.get().spec(), stored.get().labels(), client);
    }
    if (!request.resource().isEmpty()) {
      judge(request, subject.key(), subject.spec(), subject.labels(), client);
    }
  }

  private void judge(
      BootstrapRequest request, ProxyKey proxy, Spec spec, Labels labels, String client)
      throws Refusing {
    switch (credentials.judge(proxy, spec, labels, request.token())) {
      case Judgement.Accepted _ -> {}
      case Judgement.Refused(String why) ->
          throw turnedAway(proxy, client, "authentication failed: " + why);
      case Judgement.Unknown(String why) ->
          throw new Refusing(LATER, "authentication failed: " + why);
    }
  }

  private String ca(BootstrapRequest request) throws Refusing {
    if (request.caCert().isEmpty()) {
      return settings.caPem();
    }
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      byte[] pem = request.caCert().getBytes(StandardCharsets.UTF_8);
      for (var certificate : factory.generateCertificates(new ByteArrayInputStream(pem))) {
        if (certificate instanceof X509Certificate x509 && x509.getBasicConstraints() >= 0) {
          return request.caCert();
        }
      }
    } catch (CertificateException e) {
      LOG.debug("{}: unreadable CA", request, e);
    }
    throw new Refusing(
        400,
        "A data plane proxy is trying to verify the control plane using the certificate which is"
            + " not a certificate authority (basic constraint \"CA\" is not true). Give kuma-dp the"
            + " certificate of the CA that signed the control plane's.");
  }

  private ProxyIdentity identity(Subject subject) {
    ProxyKey key = subject.key();
    return switch (subject.spec()) {
      case DataplaneSpec dataplane ->
          new ProxyIdentity(
              key.mesh(),
              key.name(),
              dataplane.services().stream().findFirst().orElse("unknown"),
              dataplane.net().admin() == null ? 0 : dataplane.net().admin().port(),
              dataplane.net().gateway() != null && dataplane.net().gateway().builtin(),
              exclusive(mesh(subject)));
      case ZoneIngressSpec ingress ->
          new ProxyIdentity(
              "",
              key.name(),
              "ingress",
              ingress.networking() == null || ingress.networking().admin() == null
                  ? 0
                  : ingress.networking().admin().port(),
              false,
              false);
      case ZoneEgressSpec egress ->
          new ProxyIdentity(
              "",
              key.name(),
              "egress",
              egress.networking() == null || egress.networking().admin() == null
                  ? 0
                  : egress.networking().admin().port(),
              false,
              false);
      default -> throw new IllegalStateException("no proxy: " + key);
    };
  }

  private static boolean exclusive(MeshSpec mesh) {
    return mesh.meshServices() != null && "Exclusive".equals(mesh.meshServices().mode());
  }

  private static String address(Spec spec) {
    return switch (spec) {
      case DataplaneSpec dataplane -> Objects.requireNonNullElse(dataplane.net().address(), "");
      case ZoneIngressSpec(var _, ZoneIngressSpec.Networking net, var _) ->
          net == null ? "" : Objects.requireNonNullElse(net.address(), "");
      case ZoneEgressSpec(var _, ZoneEgressSpec.Networking net) ->
          net == null ? "" : Objects.requireNonNullElse(net.address(), "");
      default -> "";
    };
  }
}
