package io.meshlog.model.service;

import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.TagRules;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.service.MeshServiceSpec.Selector;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which MeshServices are accepted. Kuma accepts any (rest-and-dataplane-protocol.md 2.8) and drops
 * what makes no sense later; here it is refused when written.
 */
public final class MeshServiceRules implements SpecRules<MeshServiceSpec> {
  @Override
  public void validate(MeshServiceSpec spec, Violations violations) {
    PortRules.validate(spec.portsOrNone(), violations);
    if (spec.selector() != null) {
      selector(spec.selector(), violations.at("selector"));
    }
  }

  private static void selector(Selector selector, Violations at) {
    long given =
        Stream.of(selector.dataplaneTags(), selector.dataplaneRef(), selector.dataplaneLabels())
            .filter(Objects::nonNull)
            .count();
    if (given != 1) {
      at.add("must have exactly one of dataplaneTags, dataplaneRef, dataplaneLabels");
      return;
    }
    Tags tags = selector.dataplaneTags();
    if (tags != null) {
      if (tags.isEmpty()) {
        at.add("dataplaneTags", "must have at least one tag");
      }
      TagRules.syntax(tags, at, "dataplaneTags");
    }
    if (selector.dataplaneRef() != null
        && (selector.dataplaneRef().name() == null || selector.dataplaneRef().name().isEmpty())) {
      at.add("dataplaneRef.name", "cannot be empty");
    }
    if (selector.dataplaneLabels() != null && selector.dataplaneLabels().orEmpty().isEmpty()) {
      at.add("dataplaneLabels.matchLabels", "must have at least one label");
    }
  }

  @Override
  public Stamped<MeshServiceSpec> keepDerived(
      MeshServiceSpec spec, @Nullable MeshServiceSpec before) {
    MeshServiceSpec.@Nullable State state = before == null ? null : before.state();
    List<MeshServiceSpec.Identity> identities =
        before == null ? List.of() : before.identitiesOrNone();
    boolean dropped =
        spec.state() != null && spec.state() != state
            || !spec.identitiesOrNone().isEmpty() && !spec.identitiesOrNone().equals(identities);
    return new Stamped<>(
        new MeshServiceSpec(
            state, spec.selector(), spec.ports(), before == null ? null : before.identities()),
        dropped
            ? List.of(
                "state and identities are derived from the zone's Dataplanes: your values are"
                    + " ignored")
            : List.of());
  }

  @Override
  public List<String> warnings(String name, MeshServiceSpec spec) {
    return spec.selector() == null
        ? List.of("spec.selector: without a selector the service has no instances")
        : List.of();
  }
}
