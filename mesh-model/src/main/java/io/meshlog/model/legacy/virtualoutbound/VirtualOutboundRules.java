package io.meshlog.model.legacy.virtualoutbound;

import io.meshlog.model.legacy.Checks;
import io.meshlog.model.legacy.virtualoutbound.VirtualOutboundSpec.Conf;
import io.meshlog.model.legacy.virtualoutbound.VirtualOutboundSpec.Parameter;
import io.meshlog.model.resource.AddressRules;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.SelectorRules;
import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.TagRules;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.template.GoTemplate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which VirtualOutbounds are accepted. Templates are tried with made-up tags, as Kuma does. */
final class VirtualOutboundRules implements SpecRules<VirtualOutboundSpec> {
  private static final Pattern KEY = Pattern.compile("[a-zA-Z0-9]+");
  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,9}");
  private static final int MAX_PORT = 65535;

  @Override
  public void validate(VirtualOutboundSpec spec, Violations violations) {
    SelectorRules.ANY.some(spec.selectors(), violations.at("selectors"));
    Violations at = violations.at("conf");
    if (spec.conf() == null) {
      at.add(Checks.UNDEFINED);
      return;
    }
    parameters(spec.conf().parametersOrNone(), at.at("parameters"));
    host(spec.conf(), at.at("host"));
    port(spec.conf(), at.at("port"));
  }

  private static void parameters(List<Parameter> parameters, Violations at) {
    boolean service = false;
    Set<String> names = new HashSet<>();
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      Violations here = at.index(i);
      if (!names.add(parameter.nameOrNone())) {
        here.add("name", "name is already used");
      }
      if (!Checks.blank(parameter.tagKey())) {
        service = service || parameter.tagKey().equals(Tags.SERVICE);
        if (!TagRules.nameSyntax(parameter.tagKey())) {
          here.add("tagKey", "must be a valid tag name");
        }
      } else if (!TagRules.nameSyntax(parameter.nameOrNone())) {
        here.add("name", "must be a valid tag name if you are not setting tagKey");
      }
      if (!KEY.matcher(parameter.nameOrNone()).matches()) {
        here.add("name", "must consist of alphanumeric characters to be used as a gotemplate key");
      }
    }
    if (!service) {
      at.add("must contain a parameter with kuma.io/service as a tagKey");
    }
  }

  private static void host(Conf conf, Violations at) {
    tried(conf.host(), "dummy", conf, at)
        .filter(host -> !AddressRules.domain(host))
        .ifPresent(host ->
            failed(
                "evaluation of template with parameters didn't return a valid dns name", host, at));
  }

  private static void port(Conf conf, Violations at) {
    tried(conf.port(), "1", conf, at)
        .ifPresent(port -> {
          if (!NUMBER.matcher(port).matches()) {
            failed(
                "evaluation of template with parameters didn't evaluate to a parsable number",
                port,
                at);
          } else if (Integer.parseInt(port) <= 0 || Integer.parseInt(port) > MAX_PORT) {
            at.add(
                "template pre evaluation failed with error=\"evaluation of template returned a"
                    + " port outside of the range [1..65535] result="
                    + Integer.parseInt(port)
                    + '"');
          }
        });
  }

  /** What a template gives, empty when there is none or it is none. */
  private static Optional<String> tried(
      @Nullable String template, String value, Conf conf, Violations at) {
    if (Checks.blank(template)) {
      at.add(Checks.UNDEFINED);
      return Optional.empty();
    }
    Map<String, String> fields = new HashMap<>();
    conf.parametersOrNone().forEach(parameter -> fields.put(parameter.nameOrNone(), value));
    try {
      return Optional.of(GoTemplate.parse(template).render(fields, GoTemplate.of(Labels.EMPTY)));
    } catch (IllegalArgumentException e) {
      at.add("template pre evaluation failed with error=\"" + e.getMessage() + '"');
      return Optional.empty();
    }
  }

  private static void failed(String why, String result, Violations at) {
    at.add(
        "template pre evaluation failed with error=\"" + why + " result=\\\"" + result + "\\\"\"");
  }
}
