package io.meshlog.model.hostname;

import io.meshlog.model.resource.LabelSelector;
import io.meshlog.model.resource.Spec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives the services of one kind their names (policies.md 2.17).
 *
 * @param selector the kind, and which of it
 * @param template of the name
 * @param extension another way to make names, which this version does not know
 */
public record HostnameGeneratorSpec(
    @Nullable Selector selector, @Nullable String template, @Nullable Extension extension)
    implements Spec {

  /** Exactly one of these is given. */
  public record Selector(
      @Nullable LabelSelector meshService,
      @Nullable LabelSelector meshExternalService,
      @Nullable LabelSelector meshMultiZoneService) {}

  public record Extension(@Nullable String type, @Nullable Map<String, Object> config) {}

  public Selector selectorOrNone() {
    return selector == null ? new Selector(null, null, null) : selector;
  }
}
