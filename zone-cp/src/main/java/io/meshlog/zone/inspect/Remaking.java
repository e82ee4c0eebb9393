package io.meshlog.zone.inspect;

import io.meshlog.model.image.MeshImage;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.generate.Generation;
import io.meshlog.xds.generate.Plan;
import io.meshlog.xds.generate.XdsGenerator;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.secrets.CertificatesWanted;
import io.meshlog.xds.secrets.IdentityCert;
import io.meshlog.xds.secrets.IdentityRequest;
import io.meshlog.xds.secrets.SecretRef;
import io.meshlog.xds.state.MeshState;
import io.meshlog.xds.state.Outside;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Makes configs from any image, apart from those that proxies get. Costs what a start from that
 * image costs. Thread-safe.
 *
 * @param states what configs are made from, at an image
 */
record Remaking(Function<MeshImage, MeshState> states) {
  private static final String NOT_RECORDED = "[not recorded]";

  /**
   * Empty when the image gives the proxy no config.
   *
   * @param outside what is not in the image
   * @param admin whether its admin listener has a certificate
   */
  Optional<ProxyConfig> config(MeshImage image, ProxyFacts facts, Outside outside, boolean admin) {
    MeshState state = outside.over(states.apply(image), facts.key().mesh());
    Plan plan = new XdsGenerator().plan(state, facts);
    return switch (plan.generate(notRecorded(plan.wanted(), image, admin))) {
      case Generation.Ready(ProxyConfig config) -> Optional.of(config);
      case Generation.Withheld _ -> Optional.empty();
    };
  }

  /** Words for what only secrets hold, which are not compared; whether they are there is known. */
  private static Certificates notRecorded(
      CertificatesWanted wanted, MeshImage image, boolean admin) {
    Map<SecretRef, Optional<String>> contents = new HashMap<>();
    wanted
        .secrets()
        .forEach(ref ->
            contents.put(
                ref, image.find(CoreTypes.SECRET, ref.mesh(), ref.name()).map(_ -> NOT_RECORDED)));
    Stream<String> meshes = wanted.identities().stream().map(IdentityRequest::mesh);
    return Stream.concat(meshes, admin ? Stream.of(Certificates.ADMIN) : Stream.empty())
        .map(mesh ->
            Certificates.of(mesh, new IdentityCert(NOT_RECORDED, NOT_RECORDED), NOT_RECORDED))
        .reduce(new Certificates(Map.of(), Map.of(), contents), Certificates::and);
  }
}
