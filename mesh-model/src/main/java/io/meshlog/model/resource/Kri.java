package io.meshlog.model.resource;

/**
 * Kuma's resource identifier, {@code kri_<short>_<mesh>_<zone>_<namespace>_<name>_<section>}
 * (rest-and-dataplane-protocol.md 2.4). There are no namespaces on Universal.
 */
public record Kri(String shortName, String mesh, String zone, String name, String section) {

  /** Of a whole resource. The zone is the label {@code kuma.io/zone}. */
  public static Kri of(Resource<?> resource) {
    return new Kri(
        resource.type().shortName(),
        resource.mesh(),
        resource.labels().getOrEmpty(Labels.ZONE),
        resource.displayName(),
        "");
  }

  public Kri withSection(String other) {
    return new Kri(shortName, mesh, zone, name, other);
  }

  @Override
  public String toString() {
    return String.join("_", "kri", shortName, mesh, zone, "", name, section);
  }
}
