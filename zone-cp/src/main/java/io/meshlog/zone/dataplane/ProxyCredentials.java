package io.meshlog.zone.dataplane;

import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Spec;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.ProxyKind;

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

  /** What came of it. */
  sealed interface Judgement {
    record Accepted() implements Judgement {}

    /** For good. */
    record Refused(String why) implements Judgement {}

    /** The key to check it with is not here: it may still arrive. */
    record NoKey(String why) implements Judgement {}
  }
}
