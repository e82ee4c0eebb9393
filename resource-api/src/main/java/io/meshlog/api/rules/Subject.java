package io.meshlog.api.rules;

import io.meshlog.api.error.Problem;
import io.meshlog.api.resource.Ask;
import io.meshlog.api.resource.Reads;
import io.meshlog.api.resource.View;
import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.gateway.GatewayChoice;
import io.meshlog.xds.policy.MatchedPolicies;
import io.meshlog.xds.policy.PolicyTable;
import java.util.List;

/** The Dataplane that a call is about, in the state it is answered from. */
record Subject(View view, Resource<DataplaneSpec> dataplane) {
  static final String DATAPLANE_TITLE = "Could not retrieve Dataplane";

  /**
   * @param title of the answer when there is none
   */
  static Subject of(Ask ask, View view, String title) {
    Reads.mesh(view.image(), ask.mesh());
    return found(ask, view, title);
  }

  private static Subject found(Ask ask, View view, String title) {
    return new Subject(
        view,
        view.image()
            .find(CoreTypes.DATAPLANE, ask.mesh(), ask.name())
            .orElseThrow(() -> Problem.notFound(title).raise()));
  }

  /**
   * For what is told only where services are addressed by identity alone; otherwise refused,
   * whether there is such a Dataplane or not (rest-and-dataplane-protocol.md 3.4).
   */
  static Subject exclusive(Ask ask, View view, String endpoint) {
    MeshSpec.MeshServices services = Reads.mesh(view.image(), ask.mesh()).spec().meshServices();
    if (services == null || !"Exclusive".equals(services.mode())) {
      throw Problem.badRequest(
              "bad request: can't use " + endpoint + " endpoint without meshService enabled")
          .raise();
    }
    return found(ask, view, DATAPLANE_TITLE);
  }

  MeshImage image() {
    return view.image();
  }

  String mesh() {
    return dataplane.mesh();
  }

  /** What is in force for it. */
  List<MatchedPolicies<?>> matched() {
    return PolicyTable.of(image(), mesh())
        .matched(dataplane, GatewayChoice.listeners(image(), dataplane));
  }
}
