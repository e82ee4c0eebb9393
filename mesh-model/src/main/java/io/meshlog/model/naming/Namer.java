package io.meshlog.model.naming;

import io.meshlog.model.hostname.HostnameGeneratorSpec;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.template.GoTemplate;
import java.util.Map;
import java.util.Optional;

/** A generator's template, read once. One that cannot be read says so of each service. */
final class Namer {
  private final Optional<GoTemplate> template;
  private final String fault;

  Namer(HostnameGeneratorSpec spec) {
    GoTemplate read = null;
    String why = "";
    try {
      read = GoTemplate.parse(spec.template() == null ? "" : spec.template());
    } catch (IllegalArgumentException e) {
      why = String.valueOf(e.getMessage());
    }
    this.template = Optional.ofNullable(read);
    this.fault = why;
  }

  /**
   * Throws IllegalArgumentException when the template cannot be filled.
   *
   * @param labels the service's, as they are seen
   * @param zone of who renders
   */
  String name(Resource<?> service, String name, Labels labels, String zone) {
    String displayed = labels.get(Labels.DISPLAY_NAME);
    String of = labels.getOrEmpty(Labels.ZONE);
    return template
        .orElseThrow(() -> new IllegalArgumentException(fault))
        .render(
            Map.of(
                "Name",
                name,
                "DisplayName",
                displayed == null ? service.displayName() : displayed,
                "Namespace",
                labels.getOrEmpty(Labels.NAMESPACE),
                "Mesh",
                service.mesh(),
                "Zone",
                of.isEmpty() ? zone : of),
            GoTemplate.of(labels));
  }
}
