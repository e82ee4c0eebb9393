package io.meshlog.zone.ads;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * The state-of-the-world dialect. Clusters and listeners are always listed in full; of the other
 * types only what changed is sent, since there a missing name means "unchanged".
 */
final class SotwStream extends ClientStream<DiscoveryRequest, DiscoveryResponse> {
  SotwStream(
      ServerCallStreamObserver<DiscoveryResponse> client,
      StreamGate gate,
      StreamCaller caller,
      Executor pool) {
    super(client, gate, caller, pool, false);
  }

  @Override
  public boolean delta() {
    return false;
  }

  @Override
  Optional<Node> node(DiscoveryRequest request) {
    return request.hasNode() ? Optional.of(request.getNode()) : Optional.empty();
  }

  @Override
  String typeUrl(DiscoveryRequest request) {
    return request.getTypeUrl();
  }

  @Override
  Optional<String> apply(XdsType type, DiscoveryRequest request) {
    TypeFlow of = flow.flow(type);
    List<String> names = request.getResourceNamesList();
    if (!of.subscribed()) {
      of.begin(names, request.getVersionInfo());
      return Optional.empty();
    }
    Optional<String> refusal = Optional.empty();
    String nonce = request.getResponseNonce();
    if (!nonce.isEmpty() && of.current(nonce)) {
      if (request.hasErrorDetail()) {
        flow.refuse(type, nonce);
        refusal = Optional.of(request.getErrorDetail().getMessage());
      } else {
        flow.accept(type, nonce);
      }
    }
    // Requests arrive in order: even one with a stale nonce has the newest names.
    of.resubscribe(names);
    return refusal;
  }

  @Override
  DiscoveryResponse response(Answer answer) {
    DiscoveryResponse.Builder response =
        DiscoveryResponse.newBuilder()
            .setTypeUrl(answer.type().typeUrl())
            .setVersionInfo(answer.version())
            .setNonce(answer.nonce());
    for (XdsResource resource : answer.resources()) {
      response.addResources(resource.value());
    }
    return response.build();
  }
}
