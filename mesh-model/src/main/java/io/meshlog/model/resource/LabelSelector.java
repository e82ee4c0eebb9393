package io.meshlog.model.resource;

import org.jspecify.annotations.Nullable;

/** Chooses resources by their labels. One that names none chooses all. */
public record LabelSelector(@Nullable Labels matchLabels) {
  public boolean matches(Labels labels) {
    return matchLabels == null || labels.contain(matchLabels);
  }
}
