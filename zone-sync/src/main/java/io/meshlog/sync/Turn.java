package io.meshlog.sync;

import io.meshlog.store.lease.LeaseListener;
import io.meshlog.store.lease.RoleLease;
import io.meshlog.store.lease.RoleTerm;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;

/** A leased role as its players see it: they come and go, the lease stays. Thread-safe. */
public final class Turn {
  private final RoleLease lease;
  private final List<Runnable> players = new CopyOnWriteArrayList<>();

  /**
   * @param lease not yet started, or started: a player asks for the term before it waits
   */
  public Turn(RoleLease lease) {
    this.lease = lease;
    lease.listen(
        new LeaseListener() {
          @Override
          public void gained(long term) {
            players.forEach(Runnable::run);
          }

          @Override
          public void lost(long term) {
            players.forEach(Runnable::run);
          }
        });
  }

  public String role() {
    return lease.role();
  }

  /** The term, while it is this process's turn. */
  public OptionalLong term() {
    return lease.term();
  }

  /** What this process's writes in the role are to be guarded by, while it is its turn. */
  public Optional<RoleTerm> turn() {
    return lease.turn();
  }

  public boolean is(long term) {
    OptionalLong now = lease.term();
    return now.isPresent() && now.getAsLong() == term;
  }

  /** Calls whenever the turn comes or goes, on the lease's thread; must not block. */
  public AutoCloseable onChange(Runnable player) {
    players.add(player);
    return () -> players.remove(player);
  }
}
