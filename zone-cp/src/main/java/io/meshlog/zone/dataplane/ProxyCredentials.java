package io.meshlog.zone.dataplane;

import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.Spec;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.ProxyKind;
import java.util.Optional;
import java.util.function.Predicate;

/** Checks what a proxy shows for itself (rest-and-dataplane-protocol.md section 6). */
public interface ProxyCredentials {

  /** Whether proxies of that kind must show a token. */
  boolean required(ProxyKind kind);

  /**
   * Whether this token may be used by this proxy with this resource. May block for milliseconds.
   *
   * @param spec of its Dataplane or ZoneIngress
   */
  Judgement judge(ProxyKey proxy, Spec spec, Labels labels, String token);

  /**
   * Whose tokens may be judged otherwise from now on, since a resource changed: a signing key, a
   * list of revoked tokens, what makes identities. Empty for all other resources. Never blocks.
   */
  Optional<Predicate<ProxyKey>> affectedBy(ResourceKey changed);

  /** What an accepted token demands of the proxy that showed it. Pure. */
  @FunctionalInterface
  interface Binding {
    Binding NONE = (spec, labels) -> Optional.empty();

    /** Why the token is not one for this resource, empty when it is. */
    Optional<String> broken(Spec spec, Labels labels);
  }

  /** What came of it. */
  sealed interface Judgement {
    /**
     * @param binding holds as long as the proxy goes by this token
     */
    record Accepted(Binding binding) implements Judgement {}

    /** For good. */
    record Refused(String why) implements Judgement {}

    /** It cannot be told now: a key is on its way, or cannot be read at the moment. */
    record Unknown(String why) implements Judgement {}
  }
}
