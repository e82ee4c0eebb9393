package io.meshlog.xds.policy;

import io.envoyproxy.envoy.type.v3.FractionalPercent;
import io.envoyproxy.envoy.type.v3.FractionalPercent.DenominatorType;
import io.meshlog.model.resource.Violations;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Numbers that are written as an integer or as a decimal in a string (start of policies.md 2). */
public final class Percentages {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private Percentages() {}

  /** Empty when there is none, or what is there is no number. */
  public static Optional<BigDecimal> decimal(@Nullable Object value) {
    boolean candidate = value instanceof Integer || value instanceof String;
    try {
      return candidate ? Optional.of(new BigDecimal(value.toString())) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Refuses what is no percentage; none at all is accepted. */
  public static void check(@Nullable Object value, String field, Violations at) {
    if (value == null) {
      return;
    }
    Optional<BigDecimal> number = decimal(value);
    if (number.isEmpty()) {
      at.add(field, "string must be a valid number");
    } else if (number.get().signum() < 0 || number.get().compareTo(HUNDRED) > 0) {
      at.add(field, "must be in inclusive range [0.0, 100.0]");
    }
  }

  /** A whole number is of a hundred, two decimals of ten thousand, more of a million. */
  public static FractionalPercent fraction(BigDecimal value) {
    int scale = Math.max(0, value.stripTrailingZeros().scale());
    DenominatorType of =
        scale == 0
            ? DenominatorType.HUNDRED
            : scale <= 2 ? DenominatorType.TEN_THOUSAND : DenominatorType.MILLION;
    int shift = scale == 0 ? 0 : scale <= 2 ? 2 : 4;
    return FractionalPercent.newBuilder()
        .setNumerator(value.movePointRight(shift).intValue())
        .setDenominator(of)
        .build();
  }
}
