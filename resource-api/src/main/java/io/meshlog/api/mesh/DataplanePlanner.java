package io.meshlog.api.mesh;

import io.meshlog.api.resource.WritePlan;
import io.meshlog.api.resource.WritePlanner;
import io.meshlog.model.admit.Verdict.Admitted;
import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.mesh.Membership;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.types.CoreTypes;
import org.jspecify.annotations.Nullable;

/** Keeps proxies out of a mesh whose constraints they do not meet. */
public final class DataplanePlanner implements WritePlanner<DataplaneSpec> {
  @Override
  public WritePlan put(
      Admitted<DataplaneSpec> admitted,
      @Nullable Resource<DataplaneSpec> existing,
      Expected expected,
      MeshImage image) {
    String mesh = admitted.key().mesh();
    Violations violations = Violations.collector();
    image
        .find(CoreTypes.MESH, "", mesh)
        .ifPresent(found -> Membership.check(mesh, found.spec(), admitted.spec(), violations));
    return violations.isEmpty()
        ? new WritePlan.Proceed(admitted.put(expected))
        : new WritePlan.Refuse(violations.list());
  }
}
