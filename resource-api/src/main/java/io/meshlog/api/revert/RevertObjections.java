package io.meshlog.api.revert;

import io.meshlog.api.resource.Deployment;
import io.meshlog.api.resource.WritePlan;
import io.meshlog.api.resource.WritePlanners;
import io.meshlog.api.revert.RevertPlan.Skipped;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Violation;
import io.meshlog.model.revert.RevertStep;
import io.meshlog.model.revert.RevertStep.Kind;
import io.meshlog.model.types.CoreTypes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which steps of a revert are not taken, and why (decision 0010). For one plan and one thread. */
final class RevertObjections {
  private final Deployment deployment;
  private final WritePlanners planners;
  private final MeshImage now;
  private final Set<ResourceKey> selfRegistered;
  private final boolean deleteSecrets;
  private final List<Skipped> skipped = new ArrayList<>();

  RevertObjections(
      Deployment deployment,
      WritePlanners planners,
      MeshImage now,
      Set<ResourceKey> selfRegistered,
      boolean deleteSecrets) {
    this.deployment = deployment;
    this.planners = planners;
    this.now = now;
    this.selfRegistered = selfRegistered;
    this.deleteSecrets = deleteSecrets;
  }

  List<Skipped> skipped() {
    return List.copyOf(skipped);
  }

  /** The steps that are taken; the others are then {@link #skipped}. */
  List<RevertStep> without(List<RevertStep> all) {
    List<RevertStep> steps = without(all, this::notOurs);
    Set<String> going = goingMeshes(steps);
    steps = without(steps, step -> held(step, going));
    steps = without(steps, step -> preciousSecret(step, going));
    MeshImage after = RevertStep.after(now, steps);
    steps = without(steps, step -> homeless(step, after));
    return without(steps, step -> protectedFromDeletion(step, after));
  }

  /** Says why a step is not taken; null when it is. */
  private interface Objection {
    @Nullable String to(RevertStep step);
  }

  private List<RevertStep> without(List<RevertStep> steps, Objection objection) {
    List<RevertStep> kept = new ArrayList<>();
    for (RevertStep step : steps) {
      String reason = objection.to(step);
      if (reason == null) {
        kept.add(step);
      } else {
        skipped.add(new Skipped(step, reason));
      }
    }
    return kept;
  }

  private @Nullable String notOurs(RevertStep step) {
    if (!step.key().origin().equals(now.self())) {
      return "belongs to " + step.key().origin() + ", which alone changes it";
    }
    if (!deployment.writable(step.either().type())) {
      return "resources of this type are not written on this control plane";
    }
    return selfRegistered.contains(step.key())
        ? "registered itself: it says what runs, not what someone wants"
        : null;
  }

  /** Meshes that go: all their Dataplanes go too. */
  private Set<String> goingMeshes(List<RevertStep> steps) {
    Set<ResourceKey> leaving =
        steps.stream()
            .filter(step -> step.kind() == Kind.DELETE)
            .map(RevertStep::key)
            .collect(Collectors.toCollection(HashSet::new));
    return leaving.stream()
        .filter(key -> key.type().equals(CoreTypes.MESH.name()))
        .map(ResourceKey::name)
        .filter(mesh ->
            now.all(CoreTypes.DATAPLANE, mesh).map(Resource::key).allMatch(leaving::contains))
        .collect(Collectors.toSet());
  }

  private @Nullable String held(RevertStep step, Set<String> going) {
    boolean ofMesh = step.key().type().equals(CoreTypes.MESH.name());
    return ofMesh && step.kind() == Kind.DELETE && !going.contains(step.key().name())
        ? "there are still dataplanes in the mesh"
        : null;
  }

  /** A deletion cannot be undone, and no revert should be the end of what it does not show. */
  private @Nullable String preciousSecret(RevertStep step, Set<String> going) {
    boolean deletion = step.either().type().sealed() && step.kind() == Kind.DELETE;
    return deletion && !deleteSecrets && !going.contains(step.key().mesh())
        ? "deleting a secret destroys its content for ever; say deleteSecrets to do so"
        : null;
  }

  private @Nullable String homeless(RevertStep step, MeshImage after) {
    return step.kind() != Kind.DELETE
            && step.either().type().isMeshScoped()
            && after.find(CoreTypes.MESH, "", step.key().mesh()).isEmpty()
        ? "its mesh is not there"
        : null;
  }

  private @Nullable String protectedFromDeletion(RevertStep step, MeshImage after) {
    return step.kind() == Kind.DELETE && !step.key().type().equals(CoreTypes.MESH.name())
        ? refusal(step.either(), after)
        : null;
  }

  private <S extends Spec> @Nullable String refusal(Resource<S> resource, MeshImage after) {
    WritePlan plan = planners.of(resource.type()).delete(resource, Expected.ANY, after);
    return plan instanceof WritePlan.Refuse(List<Violation> violations)
        ? violations.stream().map(Violation::reason).collect(Collectors.joining("; "))
        : null;
  }
}
