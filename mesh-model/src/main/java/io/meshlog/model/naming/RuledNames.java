package io.meshlog.model.naming;

import io.meshlog.model.legacy.virtualoutbound.VirtualOutboundSpec;
import io.meshlog.model.legacy.virtualoutbound.VirtualOutboundSpec.Parameter;
import io.meshlog.model.resource.AddressRules;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Selector;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.template.GoTemplate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What VirtualOutbounds make of tags. Of two that make one name and port for different
 * destinations, the one whose selector says more goes first, then by name; what a template gives
 * that is no name or port is left out.
 */
final class RuledNames {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,5}");
  private static final int MAX_PORT = 65535;

  /**
   * @param to the destination: the tags that are parameters
   */
  record Name(String host, int port, Tags to) {}

  private record Ranked(int said, String rule, Name name) {}

  private RuledNames() {}

  /** The one that has a name and port first. */
  static List<Name> of(Collection<Resource<VirtualOutboundSpec>> rules, Collection<Tags> carried) {
    List<Ranked> found = new ArrayList<>();
    for (Resource<VirtualOutboundSpec> rule : rules) {
      VirtualOutboundSpec.Conf conf = rule.spec().conf();
      if (conf != null) {
        found.addAll(made(rule, conf, carried));
      }
    }
    found.sort(Comparator.comparingInt(Ranked::said).reversed().thenComparing(Ranked::rule));
    return found.stream().map(Ranked::name).toList();
  }

  private static List<Ranked> made(
      Resource<VirtualOutboundSpec> rule, VirtualOutboundSpec.Conf conf, Collection<Tags> carried) {
    Optional<GoTemplate> host = template(conf.host());
    Optional<GoTemplate> port = template(conf.port());
    if (host.isEmpty() || port.isEmpty()) {
      return List.of();
    }
    List<Ranked> made = new ArrayList<>();
    for (Tags tags : carried) {
      OptionalInt said = said(rule.spec(), tags);
      if (said.isPresent()) {
        name(host.get(), port.get(), conf.parametersOrNone(), tags)
            .ifPresent(name -> made.add(new Ranked(said.getAsInt(), rule.name(), name)));
      }
    }
    return made;
  }

  private static Optional<GoTemplate> template(@Nullable String text) {
    try {
      return Optional.ofNullable(text).map(GoTemplate::parse);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** How many tags the strongest selector names that picks these. */
  private static OptionalInt said(VirtualOutboundSpec spec, Tags tags) {
    List<Selector> selectors = spec.selectors() == null ? List.of() : spec.selectors();
    return selectors.stream()
        .map(Selector::match)
        .filter(tags::satisfy)
        .mapToInt(match -> match.values().size())
        .max();
  }

  private static Optional<Name> name(
      GoTemplate host, GoTemplate port, List<Parameter> parameters, Tags tags) {
    Map<String, String> fields = new HashMap<>();
    Map<String, String> to = new TreeMap<>();
    for (Parameter parameter : parameters) {
      String value = tags.get(parameter.tag());
      if (value != null) {
        fields.put(parameter.nameOrNone(), value);
        to.put(parameter.tag(), value);
      }
    }
    try {
      String name = host.render(fields, GoTemplate.of(Labels.EMPTY));
      String number = port.render(fields, GoTemplate.of(Labels.EMPTY));
      return AddressRules.domain(name) && port(number)
          ? Optional.of(new Name(name, Integer.parseInt(number), Tags.of(to)))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // a tag that the template names is not there
    }
  }

  private static boolean port(String number) {
    return NUMBER.matcher(number).matches()
        && Integer.parseInt(number) > 0
        && Integer.parseInt(number) <= MAX_PORT;
  }
}
