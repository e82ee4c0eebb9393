package io.meshlog.model.hostname;

import io.meshlog.model.hostname.HostnameGeneratorSpec.Selector;
import io.meshlog.model.resource.AddressRules;
import io.meshlog.model.resource.SchemaRules;
import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.template.GoTemplate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Which HostnameGenerators are accepted: a template must make a DNS name of plain values. */
public final class HostnameGeneratorRules implements SpecRules<HostnameGeneratorSpec> {
  private static final String NOT_EMPTY = "must not be empty";
  private static final Map<String, String> SAMPLE =
      Map.of(
          "Name", "name",
          "DisplayName", "displayname",
          "Namespace", "namespace",
          "Mesh", "mesh",
          "Zone", "zone");

  @Override
  public void validate(HostnameGeneratorSpec spec, Violations at) {
    SchemaRules.required(spec.template(), "template", at);
    if (spec.extension() != null) {
      SchemaRules.required(spec.extension().type(), "type", at.at("extension"));
    }
    if (!at.isEmpty()) {
      return;
    }
    Selector selector = spec.selectorOrNone();
    long kinds =
        Stream.of(
                selector.meshService(),
                selector.meshExternalService(),
                selector.meshMultiZoneService())
            .filter(Objects::nonNull)
            .count();
    if (kinds != 1) {
      at.add(
          "selector",
          "exact one selector (meshService, meshExternalService, meshMultiZoneService) must be"
              + " defined");
    }
    template(Objects.requireNonNull(spec.template()), at.at("template"));
    if (spec.extension() != null && Objects.requireNonNull(spec.extension().type()).isEmpty()) {
      at.at("extension").add("type", NOT_EMPTY);
    }
  }

  private static void template(String text, Violations at) {
    if (text.isEmpty()) {
      at.add(NOT_EMPTY);
      return;
    }
    GoTemplate template;
    try {
      template = GoTemplate.parse(text);
    } catch (IllegalArgumentException e) {
      at.add("couldn't parse template: " + e.getMessage());
      return;
    }
    try {
      String name = template.render(SAMPLE, key -> "label");
      if (!AddressRules.subdomain(name)) {
        at.add("template renders to \"" + name + "\" which is not a valid DNS name");
      }
    } catch (IllegalArgumentException e) {
      at.add("couldn't render template with stub values: " + e.getMessage());
    }
  }

  @Override
  public List<String> warnings(String name, HostnameGeneratorSpec spec) {
    return spec.extension() == null
        ? List.of()
        : List.of("spec.extension: extensions are not supported, only the template is used");
  }
}
