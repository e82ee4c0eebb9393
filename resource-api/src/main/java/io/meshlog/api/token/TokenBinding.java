package io.meshlog.api.token;

import io.meshlog.api.token.TokenClaims.DataplaneClaims;
import io.meshlog.api.token.TokenClaims.ZoneClaims;
import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.identity.MeshIdentitySpec;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Tags;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether a proxy is what its token says (rest-and-dataplane-protocol.md 6, checks on connect). */
public final class TokenBinding {
  private TokenBinding() {}

  /**
   * The first fault in Kuma's words, empty when there is none.
   *
   * @param identities of the mesh
   */
  public static Optional<String> fault(
      DataplaneClaims claims,
      String mesh,
      String name,
      Labels labels,
      DataplaneSpec spec,
      Stream<MeshIdentitySpec> identities) {
    if (differs(claims.name(), name)) {
      return Optional.of(
          "proxy name from requestor: " + name + " is different than in token: " + claims.name());
    }
    if (differs(claims.mesh(), mesh)) {
      return Optional.of(
          "proxy mesh from requestor: " + mesh + " is different than in token: " + claims.mesh());
    }
    for (Map.Entry<String, SortedSet<String>> tag : claims.tags().entrySet()) {
      Optional<String> fault = tagFault(tag.getKey(), tag.getValue(), spec);
      if (fault.isPresent()) {
        return fault;
      }
    }
    return workloadFault(claims.workload(), labels, identities);
  }

  /** A label that makes a proxy's identity is for its token to say. */
  private static Optional<String> workloadFault(
      String allowed, Labels labels, Stream<MeshIdentitySpec> identities) {
    String workload = labels.get(Labels.WORKLOAD);
    if (allowed.isEmpty()) {
      return workload != null && identities.anyMatch(identity -> identity.byWorkload(labels))
          ? Optional.of(
              "dataplane with \"%s\" label \"%s\" derives its identity from the workload, so it"
                  .concat(" requires a workload-bound token")
                  .formatted(Labels.WORKLOAD, workload))
          : Optional.empty();
    }
    if (workload == null) {
      return Optional.of("dataplane has no workload label required by the token");
    }
    return workload.equals(allowed)
        ? Optional.empty()
        : Optional.of(
            "dataplane workload \"%s\" is not allowed with this token. Allowed workload in token is"
                .concat(" \"%s\"")
                .formatted(workload, allowed));
  }

  private static boolean differs(String claimed, String actual) {
    return !claimed.isEmpty() && !claimed.equals(actual);
  }

  /** Every value the proxy has of a bound tag must be allowed, and there must be one. */
  private static Optional<String> tagFault(
      String tag, SortedSet<String> allowed, DataplaneSpec spec) {
    SortedSet<String> values = new TreeSet<>();
    for (Tags tags : spec.tagSets()) {
      if (tags.has(tag)) {
        values.add(tags.getOrEmpty(tag));
      }
    }
    if (values.isEmpty()) {
      return Optional.of("dataplane has no tag \"" + tag + "\" required by the token");
    }
    return values.stream()
        .filter(value -> !allowed.contains(value))
        .findFirst()
        .map(value ->
            "dataplane contains tag \""
                + tag
                + "\" with value \""
                + value
                + "\" which is not allowed with this token. Allowed values in token are "
                + allowed.stream()
                    .map(one -> '"' + one + '"')
                    .collect(Collectors.joining(" ", "[", "]")));
  }

  /**
   * @param wanted {@code ingress} or {@code egress}
   * @param zone of this control plane
   */
  public static Optional<String> fault(ZoneClaims claims, String wanted, String zone) {
    if (!claims.scope().contains(wanted)) {
      return Optional.of(
          "token cannot be used to authenticate zone entity ("
              + wanted
              + " is out of token's scope: ["
              + String.join(", ", claims.scope())
              + "])");
    }
    return differs(claims.zone(), zone)
        ? Optional.of(
            "zone from requestor: " + zone + " is different than in token: " + claims.zone())
        : Optional.empty();
  }
}
