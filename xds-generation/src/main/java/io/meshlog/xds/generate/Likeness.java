package io.meshlog.xds.generate;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.dataplane.DataplaneSpec.Inbound;
import io.meshlog.model.dataplane.DataplaneSpec.Networking;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.ProxyKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A sidecar without what tells it from the other replicas of its workload: its name and addresses,
 * how its admin is reached, how its application is. Equal ones call others in the same way.
 *
 * @param facts with a nameless key
 * @param dataplane nameless; of its address only the family is left
 * @param hash of the others: it is asked for more often than they are made
 */
record Likeness(ProxyFacts facts, Resource<DataplaneSpec> dataplane, int hash) {
  private static final String NAMELESS = "";

  static Likeness of(ProxyFacts facts, Resource<DataplaneSpec> dataplane) {
    ProxyFacts common =
        ProxyFacts.of(ProxyKey.dataplane(dataplane.mesh(), NAMELESS))
            .withFeatures(facts.features())
            .withExtensions(facts.extensions())
            .withIpv6(facts.ipv6())
            .withSystemCa(facts.systemCaPath())
            .withRedirects(facts.redirects());
    ResourceKey key =
        new ResourceKey(
            dataplane.key().type(), dataplane.mesh(), dataplane.key().origin(), NAMELESS);
    Resource<DataplaneSpec> nameless =
        new Resource<>(
            dataplane.type(),
            key,
            NAMELESS,
            dataplane.labels().without(Labels.DISPLAY_NAME),
            common(dataplane.spec()),
            Instant.EPOCH,
            Instant.EPOCH,
            0,
            0);
    return new Likeness(common, nameless, 31 * common.hashCode() + nameless.hashCode());
  }

  @Override
  public int hashCode() {
    return hash;
  }

  private static DataplaneSpec common(DataplaneSpec spec) {
    Networking net = spec.net();
    return new DataplaneSpec(
        new Networking(
            family(net.address()),
            null,
            net.gateway(),
            net.inbounds().stream().map(Likeness::common).toList(),
            net.outbounds(),
            null,
            net.transparentProxying(),
            null),
        null,
        null);
  }

  private static @Nullable String family(@Nullable String address) {
    return address == null ? null : address.indexOf(':') < 0 ? "0.0.0.0" : "::";
  }

  private static Inbound common(Inbound inbound) {
    return new Inbound(
        inbound.port(),
        inbound.servicePort(),
        null,
        null,
        inbound.tags(),
        null,
        null,
        null,
        inbound.name(),
        inbound.protocol());
  }
}
