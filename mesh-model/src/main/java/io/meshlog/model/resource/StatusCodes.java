package io.meshlog.model.resource;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The status codes of HTTP that have a name in the registry: what Kuma takes for one. */
public final class StatusCodes {
  private static final Set<Integer> NAMED =
      Stream.of(
              IntStream.rangeClosed(100, 103),
              IntStream.rangeClosed(200, 208),
              IntStream.of(226),
              IntStream.rangeClosed(300, 305),
              IntStream.of(307, 308),
              IntStream.rangeClosed(400, 418),
              IntStream.rangeClosed(421, 426),
              IntStream.of(428, 429, 431, 451),
              IntStream.rangeClosed(500, 508),
              IntStream.of(510, 511))
          .flatMap(IntStream::boxed)
          .collect(Collectors.toUnmodifiableSet());

  private StatusCodes() {}

  public static boolean known(long status) {
    return NAMED.contains((int) Math.min(status, Integer.MAX_VALUE));
  }
}
