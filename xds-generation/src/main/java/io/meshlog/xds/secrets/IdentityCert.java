package io.meshlog.xds.secrets;

/** A certificate with its key, in PEM. Its text form does not show the key. */
public record IdentityCert(String chain, String key) {
  @Override
  public String toString() {
    return "IdentityCert";
  }
}
