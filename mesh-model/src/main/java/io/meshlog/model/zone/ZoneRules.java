package io.meshlog.model.zone;

import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which Zones are accepted. A zone's name is part of topic names, so it is narrower than other
 * names (event-log-design.md section 5).
 */
public final class ZoneRules implements SpecRules<ZoneSpec> {
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,63}");

  public static boolean nameIsValid(String name) {
    return NAME.matcher(name).matches();
  }

  @Override
  public void validate(ZoneSpec spec, Violations violations) {}

  @Override
  public void guard(String name, @Nullable ZoneSpec before, ZoneSpec after, Violations violations) {
    if (!nameIsValid(name)) {
      violations.add("name", "a zone's name must be 1 to 63 lowercase letters, digits or '-'");
    }
  }

  /** The log and the keys that speak for a zone come from its announcement, not from users. */
  @Override
  public Stamped<ZoneSpec> keepDerived(ZoneSpec spec, @Nullable ZoneSpec before) {
    ZoneSpec stored = before == null ? ZoneSpec.EMPTY : before;
    boolean dropped =
        (spec.logId() != null && !spec.logId().equals(stored.logId()))
            || (!spec.signingKeys().isEmpty() && !spec.signingKeys().equals(stored.signingKeys()));
    return new Stamped<>(
        new ZoneSpec(spec.enabled(), stored.logId(), stored.signingKeys()),
        dropped
            ? List.of("logId and signingKeys come from the zone itself: your values are ignored")
            : List.of());
  }
}
