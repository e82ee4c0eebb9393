package io.meshlog.model.service;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of a certificate or key are. Exactly one is given.
 *
 * @param inline base64
 * @param inlineString the text itself
 * @param secret name of a Secret of the mesh
 */
public record DataSource(
    @Nullable String inline, @Nullable String inlineString, @Nullable String secret) {

  long given() {
    return Stream.of(inline, inlineString, secret).filter(Objects::nonNull).count();
  }

  /** The Secret it refers to. */
  public Optional<String> ofSecret() {
    return Optional.ofNullable(secret);
  }

  /** The bytes when they are in the resource itself, as text; empty when a Secret has them. */
  public Optional<String> inResource() {
    if (inlineString != null) {
      return Optional.of(inlineString);
    }
    return inline == null
        ? Optional.empty()
        : Optional.of(new String(Base64.getDecoder().decode(inline), StandardCharsets.UTF_8));
  }
}
