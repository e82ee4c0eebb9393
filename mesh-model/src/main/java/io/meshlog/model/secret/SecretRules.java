package io.meshlog.model.secret;

import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A secret's content is base64; the sealed form is made by the control plane only. */
public final class SecretRules implements SpecRules<SecretSpec> {
  @Override
  public void validate(SecretSpec spec, Violations violations) {
    if (spec.data() != null && !base64(spec.data())) {
      violations.add("data", "must be base64");
    }
  }

  private static boolean base64(String text) {
    try {
      Base64.getDecoder().decode(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  public Stamped<SecretSpec> keepDerived(SecretSpec spec, @Nullable SecretSpec before) {
    return new Stamped<>(
        new SecretSpec(spec.data(), null),
        spec.sealed() == null ? List.of() : List.of("unknown field \"sealed\" is ignored"));
  }
}
