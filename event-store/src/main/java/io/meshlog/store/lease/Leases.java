package io.meshlog.store.lease;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/** The leases of this replica: one per role, started when first asked for. Thread-safe. */
public final class Leases implements AutoCloseable {
  private final DataSource dataSource;
  private final String holder;
  private final Duration duration;
  private final Map<String, RoleLease> byRole = new ConcurrentHashMap<>();

  /**
   * @param holder names this replica, different in each process
   * @param duration how long a role lasts without renewal
   */
  public Leases(DataSource dataSource, String holder, Duration duration) {
    this.dataSource = dataSource;
    this.holder = holder;
    this.duration = duration;
  }

  public String holder() {
    return holder;
  }

  /** The lease of a role; takes part in the contest for it from the first call on. */
  public RoleLease of(String role) {
    return byRole.computeIfAbsent(
        role, name -> new RoleLease(dataSource, name, holder, duration).start());
  }

  /** Gives every role back. */
  @Override
  public void close() {
    byRole.values().forEach(RoleLease::close);
  }
}
