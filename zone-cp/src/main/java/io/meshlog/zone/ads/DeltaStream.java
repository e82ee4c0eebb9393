package io.meshlog.zone.ads;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.stub.ServerCallStreamObserver;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** The delta dialect: additions, changes and removals. */
final class DeltaStream extends ClientStream<DeltaDiscoveryRequest, DeltaDiscoveryResponse> {
  DeltaStream(
      ServerCallStreamObserver<DeltaDiscoveryResponse> client,
      StreamGate gate,
      StreamCaller caller,
      Executor pool) {
    super(client, gate, caller, pool, true);
  }

  @Override
  public boolean delta() {
    return true;
  }

  @Override
  Optional<Node> node(DeltaDiscoveryRequest request) {
    return request.hasNode() ? Optional.of(request.getNode()) : Optional.empty();
  }

  @Override
  String typeUrl(DeltaDiscoveryRequest request) {
    return request.getTypeUrl();
  }

  @Override
  Optional<String> apply(XdsType type, DeltaDiscoveryRequest request) {
    TypeFlow of = flow.flow(type);
    List<String> subscribe = request.getResourceNamesSubscribeList();
    if (!of.subscribed()) {
      of.beginDelta(subscribe, request.getInitialResourceVersionsMap());
      return Optional.empty();
    }
    Optional<String> refusal = Optional.empty();
    String nonce = request.getResponseNonce();
    if (!nonce.isEmpty()) {
      if (request.hasErrorDetail()) {
        flow.refuse(type, nonce);
        refusal = Optional.of(request.getErrorDetail().getMessage());
      } else {
        flow.accept(type, nonce);
      }
    }
    of.change(subscribe, request.getResourceNamesUnsubscribeList());
    return refusal;
  }

  @Override
  DeltaDiscoveryResponse response(Answer answer) {
    DeltaDiscoveryResponse.Builder response =
        DeltaDiscoveryResponse.newBuilder()
            .setTypeUrl(answer.type().typeUrl())
            .setSystemVersionInfo(answer.version())
            .setNonce(answer.nonce());
    for (XdsResource resource : answer.resources()) {
      response.addResources(
          Resource.newBuilder()
              .setName(resource.name())
              .setVersion(resource.version())
              .setResource(resource.value()));
    }
    answer.removed().stream().sorted().forEach(response::addRemovedResources);
    return response.build();
  }
}
