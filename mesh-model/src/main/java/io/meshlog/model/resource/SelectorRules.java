package io.meshlog.model.resource;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a selector may say: tags whose values may be {@code *}. Immutable; the constants are what
 * Kuma's types ask for.
 *
 * @param oneTag whether it must have a tag at all
 * @param service whether it must name {@code kuma.io/service}
 * @param onlyService whether it must have no other tag
 * @param not keys it must not have
 */
public record SelectorRules(boolean oneTag, boolean service, boolean onlyService, Set<String> not) {
  private static final Pattern VALUE = Pattern.compile("[a-zA-Z0-9.\\-_:/]*|\\*");

  /** At least one tag. */
  public static final SelectorRules ANY = new SelectorRules(true, false, false, Set.of());

  /** A service and perhaps more. */
  public static final SelectorRules OF_SERVICE = new SelectorRules(true, true, false, Set.of());

  /** A service and nothing more. */
  public static final SelectorRules ONLY_SERVICE = new SelectorRules(false, true, true, Set.of());

  /** Any tags or none, but for what proxies alone have. */
  public static final SelectorRules ADDITIONAL =
      new SelectorRules(
          false,
          false,
          false,
          Set.of("kuma.io/external-service-name", Tags.PROTOCOL, Tags.SERVICE, Tags.ZONE));

  /** Checks the tags of one selector. {@code at} stands at them. */
  public void tags(Tags tags, Violations at) {
    if (oneTag && tags.isEmpty()) {
      at.add("must have at least one tag");
    }
    if (onlyService && !(tags.values().size() == 1 && tags.has(Tags.SERVICE))) {
      at.add("must consist of exactly one tag \"kuma.io/service\"");
    }
    tags.values()
        .forEach((key, value) -> {
          TagRules.name(key, at);
          if (onlyService && !key.equals(Tags.SERVICE)) {
            at.key(key).add("tag \"" + key + "\" is not allowed");
          }
          if (not.contains(key)) {
            at.key(key).add("tag name must not be \"" + key + '"');
          }
          if (value.isEmpty()) {
            at.key(key).add("tag value must be non-empty");
          }
          if (!VALUE.matcher(value).matches()) {
            at.key(key)
                .add(
                    "tag value must consist of alphanumeric characters, dots, dashes, slashes and"
                        + " underscores or be \"*\"");
          }
        });
    if (service && !tags.has(Tags.SERVICE)) {
      at.add(TagRules.SERVICE_MISSING);
    }
  }

  /** Checks a list of selectors that must not be empty. {@code at} stands at the list. */
  public void some(@Nullable List<Selector> selectors, Violations at) {
    if (selectors == null || selectors.isEmpty()) {
      at.add("must have at least one element");
    }
    each(selectors, at);
  }

  /** Checks each selector of a list. {@code at} stands at the list. */
  public void each(@Nullable List<Selector> selectors, Violations at) {
    List<Tags> wanted = Selector.tags(selectors);
    for (int i = 0; i < wanted.size(); i++) {
      tags(wanted.get(i), at.index(i).at("match"));
    }
  }
}
