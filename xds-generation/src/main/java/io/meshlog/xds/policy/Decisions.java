package io.meshlog.xds.policy;

import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.target.Effective;
import io.meshlog.model.target.PolicySource;
import io.meshlog.xds.Decided;
import io.meshlog.xds.Decided.Source;
import java.util.Collection;
import java.util.List;

/** Notes for those who ask which policies decided something. */
public final class Decisions {
  private Decisions() {}

  public static Decided of(String part, ResourceType<?> group, Effective<?> effective) {
    return of(part, group, effective.sources());
  }

  public static Decided of(String part, ResourceType<?> group, Collection<PolicySource> sources) {
    List<Source> known =
        sources.stream().distinct().map(s -> new Source(s.key(), s.pos())).toList();
    return new Decided(part, group.name(), known);
  }
}
