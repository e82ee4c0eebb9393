package io.meshlog.model.zone;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.meshlog.model.resource.Spec;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A zone of the federation.
 *
 * @param enabled null means enabled; false drops the zone's offers everywhere
 * @param logId the log that speaks for the zone: the first that announced itself (design.md section
 *     4, Joining); set by Global, not by users
 * @param publicKey of the zone's event signatures, Ed25519 in base64; set by Global
 */
public record ZoneSpec(
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean enabled,
    @Nullable UUID logId,
    @Nullable String publicKey)
    implements Spec {

  public static final ZoneSpec EMPTY = new ZoneSpec(null, null, null);

  public boolean active() {
    return enabled == null || enabled;
  }
}
