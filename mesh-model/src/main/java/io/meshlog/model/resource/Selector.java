package io.meshlog.model.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Picks proxies or services by their tags; a value {@code *} accepts any. */
public record Selector(@JsonInclude(JsonInclude.Include.NON_EMPTY) Tags match) {
  public Selector {
    match = Objects.requireNonNullElse(match, Tags.EMPTY);
  }

  public static Selector of(Tags match) {
    return new Selector(match);
  }

  /** What each of them asks for. */
  static List<Tags> tags(@Nullable List<Selector> selectors) {
    return selectors == null ? List.of() : selectors.stream().map(Selector::match).toList();
  }
}
