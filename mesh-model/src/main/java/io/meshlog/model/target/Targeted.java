package io.meshlog.model.target;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * An item of {@code to} or {@code from}: a conf for a target.
 *
 * @param <C> the conf
 */
public record Targeted<C>(
    @Nullable TargetRef targetRef, @JsonProperty("default") @Nullable C conf) {
  public TargetRef target() {
    return TargetRef.orMesh(targetRef);
  }
}
