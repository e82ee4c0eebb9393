package io.meshlog.model.admit;

import io.meshlog.model.resource.AddressRules;
import io.meshlog.model.resource.Form;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.resource.WriteContext;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which labels may be submitted, which are computed and which must stay
 * (rest-and-dataplane-protocol.md 2.6).
 *
 * @param originChecked false when {@code KUMA_MULTIZONE_ZONE_DISABLE_ORIGIN_LABEL_VALIDATION} is on
 */
record LabelRules(WriteContext context, boolean originChecked) {
  private static final Pattern NAME_PART =
      Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?");
  private static final int MAX_PART = 63;
  private static final List<String> IMMUTABLE =
      List.of(Labels.ORIGIN, Labels.ZONE, Labels.DISPLAY_NAME);

  /** Checks what was submitted. {@code violations} stands at the root. */
  void check(ResourceType<?> type, String mesh, Labels labels, Violations violations) {
    labels.values().forEach((key, value) -> syntax(key, value, at(violations, key)));
    String origin = labels.get(Labels.ORIGIN);
    Violations atOrigin = at(violations, Labels.ORIGIN);
    boolean known = origin == null || origin.equals("global") || origin.equals("zone");
    if (!known) {
      atOrigin.add("unknown resource origin \"" + origin + '"');
    } else if (originChecked && !fits(type, origin)) {
      atOrigin.add(mustBe());
    }
    if (!context.self().isGlobal() && !"global".equals(origin)) {
      place(mesh, labels, violations);
    }
  }

  private boolean fits(ResourceType<?> type, @Nullable String origin) {
    if (context.self().isGlobal()) {
      return origin == null || origin.equals("global");
    }
    if (!context.federated()) {
      return true;
    }
    return origin == null ? type.form() == Form.FLAT : origin.equals("zone");
  }

  /** What the origin label has to say for this control plane to change a resource. */
  String mustBe() {
    return "the origin label must be set to '" + context.self().label() + "'";
  }

  private void place(String mesh, Labels labels, Violations violations) {
    String zone = labels.get(Labels.ZONE);
    if (zone != null && !zone.equals(context.self().zone())) {
      at(violations, Labels.ZONE)
          .add("kuma.io/zone label should have " + context.self().zone() + " value");
    }
    String labelled = labels.get(Labels.MESH);
    if (labelled != null && !mesh.isEmpty() && !labelled.equals(mesh)) {
      at(violations, Labels.MESH)
          .add("kuma.io/mesh label must not differ from mesh set on resource");
    }
  }

  private static void syntax(String key, String value, Violations at) {
    int slash = key.indexOf('/');
    String prefix = slash < 0 ? "" : key.substring(0, slash);
    if (slash >= 0 && !AddressRules.subdomain(prefix)) {
      at.add("the part before '/' must be a lowercase DNS subdomain of at most 253 characters");
    }
    String name = key.substring(slash + 1);
    if (name.length() > MAX_PART || !NAME_PART.matcher(name).matches()) {
      at.add(
          "the name must be 1 to 63 letters, digits, '-', '_' or '.', and begin and end with a"
              + " letter or digit");
    }
    if (value.length() > MAX_PART || !(value.isEmpty() || NAME_PART.matcher(value).matches())) {
      at.add(
          "the value must be at most 63 letters, digits, '-', '_' or '.', and begin and end with a"
              + " letter or digit");
    }
  }

  /** The submitted labels and those this control plane computes. */
  <S extends Spec> Labels complete(ResourceType<S> type, String mesh, Labels submitted, S spec) {
    Labels labels = type.rules().label(spec, submitted);
    if (type.isMeshScoped()) {
      labels = ifAbsent(labels, Labels.MESH, mesh);
    }
    if (!context.self().isGlobal() && type.writers().zone()) {
      labels = ifAbsent(labels, Labels.ORIGIN, "zone");
      if (!"global".equals(labels.get(Labels.ORIGIN))) {
        labels = ifAbsent(labels, Labels.ZONE, context.self().zone());
        labels = ifAbsent(labels, Labels.ENV, "universal");
      }
    }
    return labels;
  }

  private static Labels ifAbsent(Labels labels, String key, String value) {
    return labels.has(key) ? labels : labels.with(key, value);
  }

  /** Checks that labels which identify a resource stay as they are. */
  void unchanged(Labels before, Origin owner, Labels after, Violations violations) {
    for (String key : IMMUTABLE) {
      String old = before.get(key);
      if (key.equals(Labels.ORIGIN) && !owner.equals(context.self())) {
        old = owner.label();
      }
      String now = after.get(key);
      if (old != null && now == null) {
        at(violations, key).add("is immutable, cannot be removed (was \"" + old + "\")");
      } else if (old != null && !old.equals(now)) {
        at(violations, key)
            .add("is immutable, cannot be changed from \"" + old + "\" to \"" + now + '"');
      }
    }
    if (violations.isEmpty() && !owner.equals(context.self())) {
      at(violations, Labels.ORIGIN).add(mustBe());
    }
  }

  private static Violations at(Violations violations, String key) {
    return violations.atKey("labels", key);
  }
}
