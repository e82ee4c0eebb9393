package io.meshlog.model.zone;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.meshlog.model.resource.Spec;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A zone of the federation.
 *
 * @param enabled null means enabled; false drops the zone's offers everywhere
 * @param logId the log that speaks for the zone: the first that announced itself (design.md section
 *     4, Joining); set by Global, not by users
 * @param signingKeys whose signatures of the zone's events are believed, oldest first; set by
 *     Global from what the zone announces
 */
public record ZoneSpec(
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean enabled,
    @Nullable UUID logId,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable List<SigningKey> signingKeys)
    implements Spec {

  public ZoneSpec {
    signingKeys = signingKeys == null ? List.of() : List.copyOf(signingKeys);
  }

  public static final ZoneSpec EMPTY = new ZoneSpec(null, null, null);

  public boolean active() {
    return enabled == null || enabled;
  }
}
