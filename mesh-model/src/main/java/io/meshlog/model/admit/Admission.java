package io.meshlog.model.admit;

import io.meshlog.model.admit.Checked.Sound;
import io.meshlog.model.admit.Checked.Unsound;
import io.meshlog.model.admit.Refusal.Reason;
import io.meshlog.model.admit.Verdict.Admitted;
import io.meshlog.model.admit.Verdict.NotAdmitted;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.SpecRules.Stamped;
import io.meshlog.model.resource.Violation;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.resource.WriteContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The checks between a request and the log, in Kuma's order (rest-and-dataplane-protocol.md 2.3):
 * {@link #check} reads the spec and reports its errors alone, then the envelope's together; {@link
 * #complete} computes labels, compares with what is stored and applies the type's own rules. An
 * authorisation belongs between the two. Used for REST and for proxies that register themselves.
 *
 * <p>Pure, immutable.
 */
public final class Admission {
  private final WriteContext context;
  private final LabelRules labelRules;

  /**
   * @param originChecked false when {@code KUMA_MULTIZONE_ZONE_DISABLE_ORIGIN_LABEL_VALIDATION} is
   *     on
   */
  public Admission(WriteContext context, boolean originChecked) {
    this.context = context;
    this.labelRules = new LabelRules(context, originChecked);
  }

  public WriteContext context() {
    return context;
  }

  /** Both halves at once, for callers that authorise before. */
  public <S extends Spec> Verdict<S> admit(
      Submission<S> submission, @Nullable Resource<S> existing) {
    return complete(check(submission), existing);
  }

  /** The second half, after what the first found. */
  public <S extends Spec> Verdict<S> complete(Checked<S> checked, @Nullable Resource<S> existing) {
    return switch (checked) {
      case Unsound<S> unsound -> new NotAdmitted<>(unsound.refusal());
      case Sound<S> sound -> complete(sound, existing);
    };
  }

  public <S extends Spec> Checked<S> check(Submission<S> submission) {
    ResourceType<S> type = submission.type();
    if (!(submission.body() instanceof ObjectNode body)) {
      return unreadable(type, "the resource must be a JSON object", "");
    }
    for (String field : List.of("type", "mesh", "name")) {
      if (body.has(field) && !body.path(field).isString() && !body.path(field).isNull()) {
        return unreadable(type, field + ": must be a string", field);
      }
    }
    Optional<Violation> unstorable = Storable.fault("", body);
    if (unstorable.isPresent()) {
      Violation fault = unstorable.get();
      return unreadable(type, fault.field() + ": " + fault.reason(), fault.field());
    }
    SpecReading.Read<S> read = SpecReading.read(type, body);
    if (read.refusal() != null) {
      return new Unsound<>(read.refusal());
    }
    S spec = Objects.requireNonNull(read.spec());
    Violations ofSpec = Violations.collector();
    type.rules()
        .validate(
            spec,
            switch (type.form()) {
              case FLAT -> ofSpec;
              case NESTED -> ofSpec.at("spec");
            });
    if (!ofSpec.isEmpty()) {
      return new Unsound<>(Refusal.of(Reason.INVALID, ofSpec.list()));
    }
    Labels labels = labels(body.get("labels"));
    if (labels == null) {
      return unreadable(type, "labels: must be an object of strings", "labels");
    }
    Violations ofMeta = Violations.collector();
    meta(submission, body, labels, ofMeta);
    return ofMeta.isEmpty()
        ? new Sound<>(submission, labels, spec, read.warnings())
        : new Unsound<>(Refusal.of(Reason.INVALID, ofMeta.list()));
  }

  private void meta(Submission<?> at, ObjectNode body, Labels labels, Violations violations) {
    String name = body.path("name").asString("");
    String mesh = body.path("mesh").asString("");
    same("name", at.name(), name, violations);
    if (context.federated()
        && context.self().zone().length() + 1 + at.name().length() >= MAX_NAME_AT_GLOBAL) {
      violations.add("name", "the length of the name must be shorter");
    }
    same("type", at.type().name(), body.path("type").asString(""), violations);
    if (at.type().isMeshScoped()) {
      same("mesh", at.mesh(), mesh, violations);
    }
    labelRules.check(at.type(), at.type().isMeshScoped() ? at.mesh() : "", labels, violations);
    NameRules.name(name, violations);
    if (at.type().isMeshScoped()) {
      NameRules.mesh(mesh, violations);
    }
  }

  private static final int MAX_NAME_AT_GLOBAL = 253;

  private static void same(String field, String inUrl, String inBody, Violations violations) {
    if (!inUrl.equals(inBody)) {
      violations.add(field, field + " from the URL has to be the same as in body");
    }
  }

  /** Null when they are no labels at all. */
  private static @Nullable Labels labels(@Nullable JsonNode node) {
    if (node == null || node.isNull()) {
      return Labels.EMPTY;
    }
    if (!node.isObject()
        || !node.properties().stream().allMatch(label -> label.getValue().isString())) {
      return null;
    }
    Labels labels = Labels.EMPTY;
    for (var label : node.properties()) {
      labels = labels.with(label.getKey(), label.getValue().stringValue());
    }
    return labels;
  }

  /**
   * @param existing what is stored under that name, null when nothing is
   */
  public <S extends Spec> Verdict<S> complete(Sound<S> sound, @Nullable Resource<S> existing) {
    Submission<S> submission = sound.submission();
    ResourceType<S> type = submission.type();
    SpecRules<S> rules = type.rules();
    Violations violations = Violations.collector();
    if (existing == null && sound.labels().has(Labels.WORKLOAD)) {
      workload(sound.labels().getOrEmpty(Labels.WORKLOAD), violations);
      if (!violations.isEmpty()) {
        return new NotAdmitted<>(
            new Refusal(Reason.UNREADABLE, "bad request: invalid labels", violations.list()));
      }
    }
    S before = existing == null ? null : existing.spec();
    Stamped<S> kept = rules.keepDerived(sound.spec(), before);
    Stamped<S> stamped = rules.stamp(kept.spec(), context);
    String mesh = type.isMeshScoped() ? submission.mesh() : "";
    Labels labels = labelRules.complete(type, mesh, sound.labels(), stamped.spec());
    if (existing != null) {
      labelRules.unchanged(existing.labels(), existing.origin(), labels, violations);
      if (!violations.isEmpty()) {
        return new NotAdmitted<>(Refusal.of(Reason.IMMUTABLE_LABEL, violations.list()));
      }
    }
    rules.guard(submission.name(), before, stamped.spec(), violations);
    if (!violations.isEmpty()) {
      Reason reason = existing == null ? Reason.CREATION : Reason.UPDATE;
      return new NotAdmitted<>(Refusal.of(reason, violations.list()));
    }
    List<String> warnings = new ArrayList<>(sound.warnings());
    warnings.addAll(kept.warnings());
    warnings.addAll(stamped.warnings());
    type.useInstead()
        .ifPresent(other -> warnings.add(type.name() + " has no effect: use " + other));
    warnings.addAll(rules.warnings(submission.name(), stamped.spec()));
    return new Admitted<>(
        type,
        type.key(mesh, context.self(), submission.name()),
        labels,
        stamped.spec(),
        existing == null,
        warnings);
  }

  /** The labels of a resource that the control plane makes by itself. */
  public <S extends Spec> Labels computedLabels(ResourceType<S> type, String mesh, S spec) {
    return labelRules.complete(type, mesh, Labels.EMPTY, spec);
  }

  /** Whether this control plane may delete it: only its origin may. */
  public List<Violation> deletion(Resource<?> resource) {
    return resource.origin().equals(context.self())
        ? List.of()
        : List.of(new Violation("[\"" + Labels.ORIGIN + "\"]", labelRules.mustBe()));
  }

  private void workload(String value, Violations violations) {
    Violations at = violations.atKey("labels", Labels.WORKLOAD);
    if (context.self().isGlobal()) {
      at.add("cannot be set on Global");
    } else if (!NameRules.dnsLabel(value)) {
      at.add("must be a DNS-1035 label of at most 63 characters");
    }
  }

  private static <S extends Spec> Unsound<S> unreadable(
      ResourceType<S> type, String why, String field) {
    return new Unsound<>(SpecReading.unreadable(type, why, List.of(new Violation(field, why))));
  }
}
