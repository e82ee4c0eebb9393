package io.meshlog.model.legacy;

import io.meshlog.model.resource.Selector;
import io.meshlog.model.resource.SelectorRules;
import io.meshlog.model.resource.Violations;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The two ends that most of these policies select. */
public record Connection(@Nullable List<Selector> sources, @Nullable List<Selector> destinations) {

  /** From services, to services as a whole. */
  public void betweenServices(Violations violations) {
    SelectorRules.OF_SERVICE.some(sources, violations.at("sources"));
    SelectorRules.ONLY_SERVICE.some(destinations, violations.at("destinations"));
  }

  /** From and to whatever has the tags. */
  public void betweenAny(Violations violations) {
    SelectorRules.ANY.some(sources, violations.at("sources"));
    SelectorRules.ANY.some(destinations, violations.at("destinations"));
  }
}
