package io.meshlog.api.mesh;

import io.meshlog.api.ca.ProvidedCa;
import io.meshlog.api.resource.WritePlan;
import io.meshlog.api.resource.WritePlanner;
import io.meshlog.model.admit.Verdict.Admitted;
import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mesh comes with its defaults in one append, and a backend that is added to it later with its CA
 * or with one that is checked; it goes with all that it holds, unless that includes Dataplanes.
 */
public final class MeshPlanner implements WritePlanner<MeshSpec> {
  private final MeshDefaults defaults;
  private final ProvidedCa provided;
  private final boolean unsafeDelete;

  /**
   * @param unsafeDelete whether a mesh may be deleted that holds Dataplanes
   */
  public MeshPlanner(MeshDefaults defaults, ProvidedCa provided, boolean unsafeDelete) {
    this.defaults = defaults;
    this.provided = provided;
    this.unsafeDelete = unsafeDelete;
  }

  @Override
  public WritePlan put(
      Admitted<MeshSpec> admitted,
      @Nullable Resource<MeshSpec> existing,
      Expected expected,
      MeshImage image) {
    String name = admitted.key().name();
    List<Violation> faults = provided.faults(name, admitted.spec(), image);
    if (!faults.isEmpty()) {
      return new WritePlan.Refuse(faults);
    }
    List<Command> parts = new ArrayList<>();
    parts.add(admitted.put(expected));
    parts.addAll(
        existing == null
            ? defaults.ofNew(name, admitted.spec(), image)
            : defaults.missingCas(name, admitted.spec(), image));
    return new WritePlan.Proceed(parts.size() == 1 ? parts.getFirst() : new Command.Batch(parts));
  }

  @Override
  public WritePlan delete(Resource<MeshSpec> mesh, Expected expected, MeshImage image) {
    return new WritePlan.Proceed(new Command.DeleteMesh(mesh.key(), expected, unsafeDelete));
  }
}
