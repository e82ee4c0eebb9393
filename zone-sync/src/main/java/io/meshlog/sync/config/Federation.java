package io.meshlog.sync.config;

import io.meshlog.sync.join.Member;
import java.util.Optional;

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

  @Override
  public void close() {
    member.ifPresent(Member::close);
  }
}
