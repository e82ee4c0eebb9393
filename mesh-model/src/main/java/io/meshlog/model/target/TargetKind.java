package io.meshlog.model.target;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Kinds of target references. The order is that of precedence, weakest first (policies.md 1.4 step
 * 1).
 */
public enum TargetKind {
  MESH("Mesh"),
  DATAPLANE("Dataplane"),
  MESH_SUBSET("MeshSubset"),
  MESH_GATEWAY("MeshGateway"),
  MESH_SERVICE("MeshService"),
  MESH_EXTERNAL_SERVICE("MeshExternalService"),
  MESH_MULTI_ZONE_SERVICE("MeshMultiZoneService"),
  MESH_SERVICE_SUBSET("MeshServiceSubset"),
  MESH_HTTP_ROUTE("MeshHTTPRoute");

  /** In the order of Kuma's schema. */
  private static final String WORDS =
      "[Mesh MeshSubset MeshGateway MeshService MeshExternalService MeshMultiZoneService"
          + " MeshServiceSubset MeshHTTPRoute Dataplane]";

  private final String word;

  TargetKind(String word) {
    this.word = word;
  }

  /** As it is written in {@code kind}. */
  public String word() {
    return word;
  }

  /** Empty when the word names no kind this version knows. */
  public static Optional<TargetKind> parse(@Nullable String word) {
    return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
  }

  /** All words, as messages list them. */
  static String words() {
    return WORDS;
  }
}
