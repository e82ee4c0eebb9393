package io.meshlog.zone.ads;

/** How many answers of a type were sent, accepted and refused on a stream. */
public record TypeCounts(long sent, long accepted, long refused) {
  public static final TypeCounts ZERO = new TypeCounts(0, 0, 0);

  public TypeCounts plus(TypeCounts other) {
    return new TypeCounts(sent + other.sent, accepted + other.accepted, refused + other.refused);
  }
}
