package io.meshlog.store.lease;

/** Hears of a role's comings and goings, on the lease's thread; must not block for long. */
public interface LeaseListener {
  /** This replica now plays the role; its guarded writes carry this term. */
  void gained(long term);

  /** This replica no longer plays the role; writes with this term are refused. */
  void lost(long term);
}
