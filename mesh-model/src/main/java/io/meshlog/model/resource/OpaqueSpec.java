package io.meshlog.model.resource;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/**
 * The content of a type this version does not know, kept as it came so that nothing is lost and a
 * newer version can read it (event-log-design.md section 4).
 */
public record OpaqueSpec(@JsonValue Map<String, Object> content) implements Spec {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public OpaqueSpec {}
}
