package io.meshlog.model.identity;

import org.jspecify.annotations.Nullable;

/** Where a control plane finds bytes that may be secret: the member that {@code type} names. */
public record SecureDataSource(
    @Nullable Type type,
    @Nullable File file,
    @Nullable EnvVar envVar,
    @Nullable Inline insecureInline,
    @Nullable SecretRef secretRef) {

  /** The words are Kuma's. */
  public enum Type {
    File,
    Secret,
    EnvVar,
    InsecureInline
  }

  public record File(@Nullable String path) {}

  public record EnvVar(@Nullable String name) {}

  public record Inline(@Nullable String value) {}

  public record SecretRef(@Nullable RefKind kind, @Nullable String name) {}

  public enum RefKind {
    Secret
  }
}
