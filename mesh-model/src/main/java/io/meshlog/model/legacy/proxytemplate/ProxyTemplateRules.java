package io.meshlog.model.legacy.proxytemplate;

import io.meshlog.model.legacy.Checks;
import io.meshlog.model.legacy.proxytemplate.ProxyTemplateSpec.Conf;
import io.meshlog.model.legacy.proxytemplate.ProxyTemplateSpec.Modification;
import io.meshlog.model.legacy.proxytemplate.ProxyTemplateSpec.OfPart;
import io.meshlog.model.legacy.proxytemplate.ProxyTemplateSpec.RawResource;
import io.meshlog.model.resource.SelectorRules;
import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which ProxyTemplates are accepted. Whether their texts are Envoy's resources is not asked, since
 * no proxy gets them.
 */
final class ProxyTemplateRules implements SpecRules<ProxyTemplateSpec> {
  private static final List<String> WHOLE = List.of("add", "patch", "remove");
  private static final List<String> FILTER =
      List.of("addFirst", "addLast", "addBefore", "addAfter", "patch", "remove");

  @Override
  public void validate(ProxyTemplateSpec spec, Violations violations) {
    SelectorRules.OF_SERVICE.each(spec.selectors(), violations.at("selectors"));
    if (spec.conf() != null) {
      conf(spec.conf(), violations.at("conf"));
    }
  }

  private static void conf(Conf conf, Violations at) {
    List<String> imports = Objects.requireNonNullElse(conf.imports(), List.of());
    for (int i = 0; i < imports.size(); i++) {
      Checks.given(imports.get(i), at.at("imports", i));
    }
    List<RawResource> raw = Objects.requireNonNullElse(conf.resources(), List.of());
    for (int i = 0; i < raw.size(); i++) {
      Checks.given(raw.get(i).name(), at.at("resources", i).at("name"));
      Checks.given(raw.get(i).version(), at.at("resources", i).at("version"));
      Checks.given(raw.get(i).resource(), at.at("resources", i).at("resource"));
    }
    List<Modification> all = Objects.requireNonNullElse(conf.modifications(), List.of());
    for (int i = 0; i < all.size(); i++) {
      modification(all.get(i), at.at("modifications", i));
    }
  }

  private static void modification(Modification modification, Violations at) {
    whole(modification.cluster(), at.at("cluster"));
    whole(modification.listener(), at.at("listener"));
    filter(modification.networkFilter(), at.at("networkFilter"));
    filter(modification.httpFilter(), at.at("httpFilter"));
    OfPart host = modification.virtualHost();
    if (host != null && operation(host, WHOLE, at.at("virtualHost")).equals("add")) {
      if (!host.matchedName().isEmpty()) {
        at.add("virtualHost.match.name", "cannot be defined");
      }
    }
  }

  private static void whole(@Nullable OfPart part, Violations at) {
    if (part != null && operation(part, WHOLE, at).equals("add") && part.match() != null) {
      at.add("match", "cannot be defined");
    }
  }

  private static void filter(@Nullable OfPart part, Violations at) {
    if (part == null) {
      return;
    }
    String operation = operation(part, FILTER, at);
    if (part.matchedName().isEmpty()) {
      switch (operation) {
        case "addBefore" -> at.add("match.name", pick("before"));
        case "addAfter" -> at.add("match.name", pick("after"));
        case "patch" -> at.add("match.name", Checks.EMPTY);
        default -> {}
      }
    }
  }

  private static String pick(String where) {
    return "cannot be empty. You need to pick a filter " + where + " which this one will be added";
  }

  /** The operation, empty when it is none. */
  private static String operation(OfPart part, List<String> known, Violations at) {
    String said = Objects.requireNonNullElse(part.operation(), "");
    if (known.contains(said)) {
      return said;
    }
    at.add(
        "operation",
        "invalid operation. Available operations: \"" + String.join("\", \"", known) + '"');
    return "";
  }
}
