package io.meshlog.model.service;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A port under which clients know a service.
 *
 * @param name null when only its number tells it
 * @param targetPort null means the same number; only a MeshService says it
 * @param appProtocol null means {@code tcp}
 */
public record ServicePort(
    @Nullable String name,
    int port,
    @Nullable TargetPort targetPort,
    @Nullable String appProtocol) {

  /** What a {@code sectionName} calls it: its name, else its number. */
  public String section() {
    return name == null || name.isEmpty() ? Integer.toString(port) : name;
  }

  public TargetPort target() {
    return Objects.requireNonNullElseGet(targetPort, () -> TargetPort.of(port));
  }

  public String protocol() {
    return appProtocol == null ? "tcp" : appProtocol;
  }
}
