package io.meshlog.api.revert;

import io.meshlog.api.error.Problem;
import io.meshlog.api.mesh.MeshDefaults;
import io.meshlog.api.resource.Deployment;
import io.meshlog.api.resource.ResourceJson;
import io.meshlog.api.resource.WritePlanners;
import io.meshlog.api.revert.RevertPlan.Change;
import io.meshlog.api.revert.RevertPlan.Skipped;
import io.meshlog.api.token.Secrets;
import io.meshlog.model.admit.Admission;
import io.meshlog.model.admit.Checked;
import io.meshlog.model.admit.Refusal;
import io.meshlog.model.admit.Submission;
import io.meshlog.model.admit.Verdict;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Violation;
import io.meshlog.model.revert.RevertScope;
import io.meshlog.model.revert.RevertStep;
import io.meshlog.model.secret.SecretSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a revert does: what is not this control plane's to write, what cannot be brought
 * back and what must not go is left as it is, with the reason; what would be written must be valid,
 * or nothing is. Has no lasting effect. Thread-safe; blocks where secrets are opened.
 */
public final class RevertPlanner {
  private final Deployment deployment;
  private final Admission admission;
  private final WritePlanners planners;
  private final MeshDefaults defaults;
  private final ResourceJson json;
  private final Secrets secrets;
  private final SelfRegistered registered;

  public RevertPlanner(
      Deployment deployment,
      Admission admission,
      WritePlanners planners,
      MeshDefaults defaults,
      ResourceJson json,
      Secrets secrets,
      SelfRegistered registered) {
    this.deployment = deployment;
    this.admission = admission;
    this.planners = planners;
    this.defaults = defaults;
    this.json = json;
    this.secrets = secrets;
    this.registered = registered;
  }

  /**
   * @throws io.meshlog.api.error.ProblemException 400 when something to be written is not valid
   */
  RevertPlan plan(MeshImage now, MeshImage then, RevertScope scope, boolean deleteSecrets) {
    List<RevertStep> steps = RevertStep.between(now, then, scope);
    // Who names one resource means it, whoever registered it.
    Set<ResourceKey> selfRegistered =
        scope instanceof RevertScope.One ? Set.of() : registered.among(steps);
    return new Work(now, selfRegistered, deleteSecrets).plan(steps);
  }

  /** The making of one plan. */
  private final class Work {
    private final MeshImage now;
    private final Set<ResourceKey> selfRegistered;
    private final boolean deleteSecrets;
    private final List<Skipped> skipped = new ArrayList<>();

    private Work(MeshImage now, Set<ResourceKey> selfRegistered, boolean deleteSecrets) {
      this.now = now;
      this.selfRegistered = selfRegistered;
      this.deleteSecrets = deleteSecrets;
    }

    private RevertPlan plan(List<RevertStep> all) {
      RevertObjections objections =
          new RevertObjections(deployment, planners, now, selfRegistered, deleteSecrets);
      List<RevertStep> steps = objections.without(all);
      skipped.addAll(objections.skipped());
      List<Change> changes = new ArrayList<>();
      List<Violation> violations = new ArrayList<>();
      for (RevertStep step : steps) {
        Resource<?> old = step.then();
        if (old == null) {
          changes.add(new RevertPlan.Delete(step.either()));
        } else {
          put(step, old, violations).ifPresent(changes::add);
        }
      }
      if (!violations.isEmpty()) {
        throw Problem.invalid("Could not revert", violations).raise();
      }
      MeshImage result = RevertStep.after(now, taken(changes, steps));
      changes.addAll(remade(changes, result));
      return new RevertPlan(changes, skipped, result);
    }

    private List<RevertStep> taken(List<Change> changes, List<RevertStep> steps) {
      Set<ResourceKey> kept = changes.stream().map(Change::key).collect(Collectors.toSet());
      return steps.stream().filter(step -> kept.contains(step.key())).toList();
    }

    private <S extends Spec> Optional<Change> put(
        RevertStep step, Resource<S> old, List<Violation> violations) {
      Resource<S> current = step.now() == null ? null : step.now().as(old.type());
      return old.spec() instanceof SecretSpec
          ? secret(step, old.as(secretType(old)), violations)
          : plain(old, current, violations);
    }

    @SuppressWarnings("unchecked")
    private static ResourceType<SecretSpec> secretType(Resource<?> secret) {
      return (ResourceType<SecretSpec>) secret.type();
    }

    /** What control planes derive stays as it is now. */
    private <S extends Spec> Optional<Change> plain(
        Resource<S> old, @Nullable Resource<S> current, List<Violation> violations) {
      S spec =
          current == null
              ? old.spec()
              : old.type().rules().keepDerived(old.spec(), current.spec()).spec();
      if (current != null && current.labels().equals(old.labels()) && current.spec().equals(spec)) {
        return Optional.empty();
      }
      check(old, current, violations);
      return Optional.of(
          new RevertPlan.Put<>(
              old.type(), old.key(), old.labels(), spec, current, Optional.empty()));
    }

    /** Sealing twice gives two texts: what counts is the content. */
    private Optional<Change> secret(
        RevertStep step, Resource<SecretSpec> old, List<Violation> violations) {
      Optional<byte[]> content = secrets.open(old);
      if (old.spec().sealed() != null && content.isEmpty()) {
        skipped.add(
            new Skipped(step, "what it held cannot be opened any more: its key is destroyed"));
        return Optional.empty();
      }
      Resource<SecretSpec> current = step.now() == null ? null : step.now().as(old.type());
      boolean sameContent =
          current != null
              && Arrays.equals(
                  content.orElse(new byte[0]), secrets.open(current).orElse(new byte[0]));
      if (sameContent && current.labels().equals(old.labels())) {
        return Optional.empty();
      }
      check(old, current, violations);
      return Optional.of(
          new RevertPlan.Put<>(
              old.type(),
              old.key(),
              old.labels(),
              sameContent ? current.spec() : new SecretSpec(null, null),
              current,
              sameContent ? Optional.empty() : content));
    }

    /** As if someone sent it now. */
    private <S extends Spec> void check(
        Resource<S> old, @Nullable Resource<S> current, List<Violation> violations) {
      Submission<S> submission =
          new Submission<>(old.type(), old.mesh(), old.key().name(), json.of(old));
      switch (admission.check(submission)) {
        case Checked.Unsound<S>(Refusal refusal) -> add(old.key(), refusal, violations);
        case Checked.Sound<S> sound -> {
          if (admission.complete(sound, current)
              instanceof Verdict.NotAdmitted<S>(Refusal refusal)) {
            add(old.key(), refusal, violations);
          }
        }
      }
    }

    private static void add(ResourceKey key, Refusal refusal, List<Violation> violations) {
      if (refusal.violations().isEmpty()) {
        violations.add(new Violation(key.toString(), refusal.detail()));
      }
      refusal
          .violations()
          .forEach(each -> violations.add(new Violation(key + ": " + each.field(), each.reason())));
    }

    /** A mesh that comes back needs secrets that went with it. */
    private List<Change> remade(List<Change> changes, MeshImage after) {
      List<Change> remade = new ArrayList<>();
      for (Change change : changes) {
        if (change instanceof RevertPlan.Put<?> put && put.spec() instanceof MeshSpec spec) {
          defaults
              .lacking(put.key().name(), spec, after)
              .forEach(key -> remade.add(new RevertPlan.Remake(key)));
        }
      }
      return remade;
    }
  }
}
