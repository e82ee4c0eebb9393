package io.meshlog.model.target;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An item of {@code rules}: a conf for the clients that any of the matches admits, for all clients
 * without matches.
 *
 * @param <C> the conf
 */
public record Matched<C>(
    @Nullable List<MatchSpec> matches, @JsonProperty("default") @Nullable C conf) {
  public List<MatchSpec> anyOf() {
    return Objects.requireNonNullElse(matches, List.of());
  }
}
