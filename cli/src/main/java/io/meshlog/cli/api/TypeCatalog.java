package io.meshlog.cli.api;

import io.meshlog.cli.CliFailure;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The types that a control plane knows: what {@code GET /_resources} tells. */
public record TypeCatalog(List<TypeEntry> types) {
  private static final int FAR = 2;
  private static final int MOST = 5;

  public TypeCatalog {
    types = List.copyOf(types);
  }

  public static TypeCatalog of(ApiClient api) {
    return new TypeCatalog(
        StreamSupport.stream(api.get("/_resources").json().path("resources").spliterator(), false)
            .map(TypeEntry::of)
            .toList());
  }

  /** By its exact name, as documents say it. */
  public Optional<TypeEntry> named(String name) {
    return types.stream().filter(type -> type.name().equals(name)).findFirst();
  }

  /** By whatever a user calls it; the failure names what comes near. */
  public TypeEntry meant(String word) {
    return types.stream()
        .filter(type -> type.isCalled(word))
        .findFirst()
        .orElseThrow(() -> CliFailure.usage(unknown(word)));
  }

  /** That there is no such type, and what comes near. */
  public String unknown(String word) {
    String bare = TypeEntry.bare(word);
    List<String> near =
        types.stream()
            .filter(type -> distance(type, bare) <= FAR)
            .sorted(Comparator.comparingInt(type -> distance(type, bare)))
            .limit(MOST)
            .map(TypeEntry::path)
            .toList();
    String known =
        near.isEmpty()
            ? "there are: " + types.stream().map(TypeEntry::path).collect(Collectors.joining(", "))
            : "did you mean " + String.join(" or ", near) + "?";
    return "unknown resource type \"" + word + "\"; " + known;
  }

  /** A part of a name is as near as a slip of the finger. */
  private static int distance(TypeEntry type, String word) {
    return type.names().stream()
        .filter(name -> name.length() > 2 && word.length() > 2)
        .mapToInt(name -> name.contains(word) ? FAR : edits(name, word))
        .min()
        .orElse(Integer.MAX_VALUE);
  }

  /** Letters to change, add or leave away to come from one word to the other. */
  static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
