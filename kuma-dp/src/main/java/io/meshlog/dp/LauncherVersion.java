package io.meshlog.dp;

/** Versions this launcher reports. */
public final class LauncherVersion {
  /** The Kuma version whose protocol this launcher speaks; control planes compare it to theirs. */
  public static final String KUMA = "2.14.3";

  private LauncherVersion() {}
}
