package io.meshlog.cli.api;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.StreamSupport;
import tools.jackson.databind.node.ObjectNode;

/** Writes a resource and finds out what that changed. */
public final class Puts {
  private Puts() {}

  /** What a write did. */
  public enum Effect {
    CREATED,
    UPDATED,
    UNCHANGED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @param warnings of the control plane
   */
  public record Written(Effect effect, List<String> warnings) {}

  /** Where versions are not told (Kuma does not) a resource that exists counts as updated. */
  public static Written put(ApiClient api, String path, ObjectNode tree) {
    Optional<Answer> before = api.find(path);
    Answer answer = api.put(path, tree);
    List<String> warnings =
        StreamSupport.stream(answer.json().path("warnings").spliterator(), false)
            .map(warning -> warning.asString(""))
            .toList();
    boolean same =
        !answer.etag().isEmpty() && before.map(Answer::etag).equals(Optional.of(answer.etag()));
    Effect effect = answer.created() ? Effect.CREATED : same ? Effect.UNCHANGED : Effect.UPDATED;
    return new Written(effect, warnings);
  }
}
