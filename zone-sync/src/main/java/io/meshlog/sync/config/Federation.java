package io.meshlog.sync.config;

import io.meshlog.sync.join.Member;
import io.meshlog.sync.status.SyncJson;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Whether this control plane belongs to a federation, and its part in it. */
public final class Federation implements AutoCloseable {
  private final Optional<Member> member;

  Federation(Optional<Member> member) {
    this.member = member;
  }

  public boolean federated() {
    return member.isPresent();
  }

  /** Empty on a control plane of its own. */
  public Optional<Member> member() {
    return member;
  }

  /**
   * How the sync of these zones is, as far as this control plane can tell of them.
   *
   * @param full everything, else what fits into a list
   */
  public Map<String, ObjectNode> sync(Collection<String> zones, boolean full) {
    Map<String, ObjectNode> reports = new LinkedHashMap<>();
    member.ifPresent(present ->
        present
            .reports()
            .of(zones)
            .forEach((zone, sync) ->
                reports.put(zone, full ? SyncJson.full(sync) : SyncJson.summary(sync))));
    return reports;
  }

  @Override
  public void close() {
    member.ifPresent(Member::close);
  }
}
