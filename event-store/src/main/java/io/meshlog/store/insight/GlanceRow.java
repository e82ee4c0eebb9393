package io.meshlog.store.insight;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** As the database gives it. */
record GlanceRow(
    String mesh, String name, String zone, @Nullable String glance, @Nullable String body) {
  Glance.Key key() {
    return new Glance.Key(mesh, name, zone);
  }

  Glance value() {
    return glance == null ? Glance.of(Objects.requireNonNullElse(body, "")) : Glance.parse(glance);
  }
}
