package io.meshlog.model.target;

import java.util.List;

/**
 * A merged conf and the policies that took part in it, weakest first.
 *
 * @param <C> the conf
 */
public record Effective<C>(C conf, List<PolicySource> sources) {
  public Effective {
    sources = List.copyOf(sources);
  }
}
