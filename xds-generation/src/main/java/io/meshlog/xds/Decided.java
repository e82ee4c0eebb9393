package io.meshlog.xds;

import io.meshlog.model.resource.ResourceKey;
import java.util.List;

/**
 * Which policies decided a group of fields (design.md section 9: generation must be able to say).
 *
 * @param part what it is about: name of a listener or cluster
 * @param group the policy type, e.g. {@code MeshTimeout}
 * @param sources weakest first
 */
public record Decided(String part, String group, List<Source> sources) {
  public Decided {
    sources = List.copyOf(sources);
  }

  /** The same about another part. */
  public Decided of(String other) {
    return new Decided(other, group, sources);
  }

  /** Of what tells most of them apart: they are put into sets by the dozen. */
  @Override
  public int hashCode() {
    return 31 * part.hashCode() + group.hashCode();
  }

  /** A policy at a position of this log. */
  public record Source(ResourceKey policy, long pos) {}
}
