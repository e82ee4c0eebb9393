package io.meshlog.xds;

import io.meshlog.model.resource.ResourceKey;

/**
 * What a proxy's config can depend on. A step of the state says which of these it touched; a proxy
 * whose config names one of them is generated anew. Over-approximate, never under (design.md
 * section 5).
 */
public sealed interface Dep {

  /** The proxy's own Dataplane, ZoneIngress or ZoneEgress. */
  record Own(ProxyKey proxy) implements Dep {}

  /** The Mesh resource. */
  record OfMesh(String mesh) implements Dep {}

  /**
   * What a service is, apart from its endpoints: its protocol, whether it can take TLS. Listeners,
   * clusters and routes hang on it.
   */
  record Shape(String mesh, String service) implements Dep {}

  /**
   * The endpoints of a service. When nothing else was touched, swapping the load assignments
   * suffices.
   */
  record Endpoints(String mesh, String service) implements Dep {}

  /**
   * What a service addressed by identity is, apart from its endpoints: whether it exists, its
   * ports, whose certificates it shows. Also depended on by who would use it if it existed.
   */
  record Named(ResourceKey service) implements Dep {}

  /** Its endpoints, as {@link Endpoints}. */
  record NamedEndpoints(ResourceKey service) implements Dep {}

  /** Which services of a type have this label: what references by labels find. */
  record Labelled(String mesh, String type, String key, String value) implements Dep {}

  /** What stands behind the local ingresses: which services and destinations, in all meshes. */
  record IngressShape() implements Dep {}

  /** What the local egresses lead to, in all meshes. */
  record EgressShape() implements Dep {}

  /** The MeshGateways of a mesh: which of them is a proxy, and what it listens on. */
  record OfGateways(String mesh) implements Dep {}

  /** The collectors that policies of a mesh refer to by name or labels. */
  record OfCollectors(String mesh) implements Dep {}

  /** Which Secrets the ExternalServices of a mesh need. */
  record OfExternal(String mesh) implements Dep {}

  /** The content of a Secret. */
  record OfSecret(String mesh, String name) implements Dep {}

  /** The endpoints of a service within this zone, as the ingress sees them. */
  record LocalEndpoints(String mesh, String service) implements Dep {}

  /** Policies of a mesh whose top-level target can be a proxy that this selects. */
  record Policies(String mesh, Selected selected) implements Dep {}

  /** Where exactly the instances of a service in this zone are; of any for {@code *}. */
  record Places(String mesh, String service) implements Dep {}

  /** What services of a mesh are called, and their virtual addresses. */
  record Names(String mesh, Called called) implements Dep {}

  /** Whose names. A proxy that reaches some services only depends on theirs. */
  sealed interface Called {
    /** Of anything that goes by tags. */
    record Tagged() implements Called {}

    /** What leads to a {@code kuma.io/service}. */
    record ByService(String service) implements Called {}

    /** Of any service by identity. */
    record Named() implements Called {}

    record ByKey(ResourceKey service) implements Called {}

    /** Of any, while nobody had asked: whoever asks at that moment depends on it. */
    record First() implements Called {}
  }

  /**
   * What a proxy is selected by. A proxy depends on {@link Everyone}, its name, each of its tags
   * and labels, a builtin gateway also on the tags of its listeners; a policy touches the one that
   * its target needs (any one of several tags or labels will do).
   */
  sealed interface Selected {
    record Everyone() implements Selected {}

    record ByName(String name) implements Selected {}

    record ByTag(String key, String value) implements Selected {}

    record ByLabel(String key, String value) implements Selected {}
  }
}
