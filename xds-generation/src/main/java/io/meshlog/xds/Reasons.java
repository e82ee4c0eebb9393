package io.meshlog.xds;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which policies decided what of one config. Kept as it was made, in two lists of which one is
 * shared by replicas; put together when somebody asks.
 *
 * @param own of what the proxy has for itself alone
 * @param shared of what it has in common with others
 */
public record Reasons(List<Decided> own, List<Decided> shared) {
  public static final Reasons NONE = new Reasons(List.of(), List.of());

  public Reasons {
    own = List.copyOf(own);
    shared = List.copyOf(shared);
  }

  /** Each once, also what both lists note. */
  public List<Decided> all() {
    if (shared.isEmpty()) {
      return own;
    }
    Set<Decided> both = new LinkedHashSet<>(own);
    both.addAll(shared);
    return List.copyOf(both);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Reasons that && all().equals(that.all());
  }

  @Override
  public int hashCode() {
    return all().hashCode();
  }
}
