package io.meshlog.xds.policy.meshtls;

import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters.TlsProtocol;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.meshlog.model.resource.PolicyTraits;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.target.ConfType;
import io.meshlog.xds.draft.ClusterDraft;
import io.meshlog.xds.draft.InboundDraft;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.draft.TlsMode;
import io.meshlog.xds.policy.Decisions;
import io.meshlog.xds.policy.Policy;
import io.meshlog.xds.policy.PolicySet;
import io.meshlog.xds.policy.meshtls.MeshTLS.Conf;
import io.meshlog.xds.policy.meshtls.MeshTLS.Version;
import io.meshlog.xds.policy.meshtls.MeshTLS.Versions;
import org.jspecify.annotations.Nullable;

/**
 * Sets the mode of inbounds, and versions and ciphers on both ends (policies.md 2.15). Does nothing
 * where mutual TLS is off.
 */
public final class MeshTLSPolicy implements Policy<Conf> {
  public static final ResourceType<MeshTLS> TYPE =
      ResourceType.named("MeshTLS", MeshTLS.class)
          .path("meshtlses")
          .shortName("mtls")
          .displayNames("Mesh TLS", "Mesh TLSes")
          .rules(new MeshTLSRules())
          .policy(new PolicyTraits(false, true, true, true))
          .build();

  private static final ConfType<Conf> CONF = ConfType.of(Conf.class);

  @Override
  public ResourceType<MeshTLS> type() {
    return TYPE;
  }

  @Override
  public ConfType<Conf> conf() {
    return CONF;
  }

  @Override
  public void onInbound(InboundDraft inbound, PolicySet<Conf> matched, ProxyDraft proxy) {
    if (inbound.tls() == TlsMode.OFF) {
      return;
    }
    matched
        .rules()
        .base()
        .ifPresent(base -> {
          proxy.decided(Decisions.of(inbound.listenerName(), TYPE, base));
          mode(inbound, base.conf());
          inbound.tlsParameters(parameters(base.conf()));
        });
  }

  private static void mode(InboundDraft inbound, Conf conf) {
    switch (conf.mode()) {
      case Strict -> inbound.tls(TlsMode.STRICT);
      case Permissive -> inbound.tls(TlsMode.PERMISSIVE);
      case null -> {}
    }
  }

  /** Versions and ciphers come from policies on the whole mesh only, so any inbound's are right. */
  @Override
  public void onDestination(ClusterDraft destination, PolicySet<Conf> matched, ProxyDraft proxy) {
    UpstreamTlsContext.Builder tls = destination.tls();
    if (tls == null) {
      return;
    }
    matched
        .rules()
        .base()
        .ifPresent(base -> {
          TlsParameters parameters = parameters(base.conf());
          if (!parameters.equals(TlsParameters.getDefaultInstance())) {
            tls.getCommonTlsContextBuilder().setTlsParams(parameters);
            proxy.decided(Decisions.of(destination.name(), TYPE, base));
          }
        });
  }

  private static TlsParameters parameters(Conf conf) {
    TlsParameters.Builder parameters =
        TlsParameters.newBuilder().addAllCipherSuites(conf.ciphers());
    Versions versions = conf.tlsVersion();
    if (versions != null) {
      parameters
          .setTlsMinimumProtocolVersion(protocol(versions.min()))
          .setTlsMaximumProtocolVersion(protocol(versions.max()));
    }
    return parameters.build();
  }

  private static TlsProtocol protocol(@Nullable Version version) {
    return switch (version) {
      case TLS10 -> TlsProtocol.TLSv1_0;
      case TLS11 -> TlsProtocol.TLSv1_1;
      case TLS12 -> TlsProtocol.TLSv1_2;
      case TLS13 -> TlsProtocol.TLSv1_3;
      case TLSAuto -> TlsProtocol.TLS_AUTO;
      case null -> TlsProtocol.TLS_AUTO;
    };
  }
}
