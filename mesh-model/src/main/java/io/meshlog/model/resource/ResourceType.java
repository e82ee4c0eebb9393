package io.meshlog.model.resource;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The descriptor of a resource type: REST paths, sync channel, validation, OpenAPI and listings all
 * derive from it. One per type, registered in one list.
 *
 * @param name e.g. {@code MeshTimeout}
 * @param path plural path segment, e.g. {@code meshtimeouts}
 * @param aliases further path segments that clients use
 * @param shortName the KRI's short name, empty when the type has no KRI
 * @param keepsName whether a copy keeps its name at other control planes (Mesh, Secret)
 * @param sealed whether the spec's content is secret: encrypted in the log, admins only
 * @param hasStatus whether its JSON has a {@code status}, which no one writes
 * @param overviewAlias present when proxies or zones report on resources of this type: the older
 *     path segment of its overview, e.g. {@code dataplanes+insights}
 * @param fromGlobal channel of a resource made at Global
 * @param fromZone channel of a resource made in a zone
 * @param exported which names leave their control plane at all, where their type has a channel
 * @param useInstead present when resources of this type are kept but have no effect: what has one
 * @param <S> the spec record
 */
public record ResourceType<S extends Spec>(
    String name,
    String path,
    List<String> aliases,
    String shortName,
    String singular,
    String plural,
    Scope scope,
    Form form,
    Class<S> specClass,
    SpecRules<S> rules,
    Writers writers,
    ChannelKind fromGlobal,
    ChannelKind fromZone,
    Predicate<String> exported,
    boolean keepsName,
    boolean sealed,
    boolean hasStatus,
    Optional<String> overviewAlias,
    Optional<PolicyTraits> policy,
    Optional<String> useInstead) {

  public ResourceType {
    aliases = List.copyOf(aliases);
  }

  public static <T extends Spec> Builder<T> named(String name, Class<T> specClass) {
    return new Builder<>(name, specClass);
  }

  /** The channel that carries this resource, if any does. */
  public Optional<Channel> channelOf(ResourceKey key) {
    return exported.test(key.name()) ? channelOf(key.origin()) : Optional.empty();
  }

  /** The channel that may carry a resource of this type made by {@code origin}, if any does. */
  public Optional<Channel> channelOf(Origin origin) {
    ChannelKind kind = origin.isGlobal() ? fromGlobal : fromZone;
    return kind == ChannelKind.NONE ? Optional.empty() : Optional.of(new Channel(origin, kind));
  }

  /** Whether it is a policy that picks proxies by {@code targetRef}. */
  public boolean targets() {
    return policy.filter(PolicyTraits::targetRef).isPresent();
  }

  public boolean isMeshScoped() {
    return scope == Scope.MESH;
  }

  public ResourceKey key(String mesh, Origin origin, String name) {
    return new ResourceKey(this.name, isMeshScoped() ? mesh : "", origin, name);
  }

  /** Types are equal by name: rules are functions and do not compare. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ResourceType<?> that && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }

  /** Names what is particular; the rest has the defaults of a mesh-scoped type that stays local. */
  public static final class Builder<T extends Spec> {
    private final String name;
    private final Class<T> specClass;
    private @Nullable String path;
    private List<String> aliases = List.of();
    private String shortName = "";
    private String singular;
    private String plural;
    private Scope scope = Scope.MESH;
    private Form form = Form.FLAT;
    private SpecRules<T> rules = SpecRules.none();
    private Writers writers = Writers.BOTH;
    private ChannelKind fromGlobal = ChannelKind.NONE;
    private ChannelKind fromZone = ChannelKind.NONE;
    private Predicate<String> exported = name -> true;
    private boolean keepsName;
    private boolean sealed;
    private boolean hasStatus;
    private Optional<String> overviewAlias = Optional.empty();
    private Optional<PolicyTraits> policy = Optional.empty();
    private Optional<String> useInstead = Optional.empty();

    private Builder(String name, Class<T> specClass) {
      this.name = name;
      this.specClass = specClass;
      this.singular = name;
      this.plural = name + "s";
    }

    public Builder<T> path(String value, String... aliases) {
      this.path = value;
      this.aliases = List.of(aliases);
      return this;
    }

    public Builder<T> shortName(String value) {
      this.shortName = value;
      return this;
    }

    public Builder<T> displayNames(String singular, String plural) {
      this.singular = singular;
      this.plural = plural;
      return this;
    }

    public Builder<T> globalScope() {
      this.scope = Scope.GLOBAL;
      return this;
    }

    public Builder<T> nested() {
      this.form = Form.NESTED;
      return this;
    }

    public Builder<T> rules(SpecRules<T> value) {
      this.rules = value;
      return this;
    }

    public Builder<T> writers(Writers value) {
      this.writers = value;
      return this;
    }

    public Builder<T> channels(ChannelKind fromGlobal, ChannelKind fromZone) {
      this.fromGlobal = fromGlobal;
      this.fromZone = fromZone;
      return this;
    }

    /** Only resources of these names leave their control plane. */
    public Builder<T> exportedOnly(Predicate<String> names) {
      this.exported = names;
      return this;
    }

    public Builder<T> keepsName() {
      this.keepsName = true;
      return this;
    }

    public Builder<T> sealed() {
      this.sealed = true;
      return this;
    }

    /** Shows what the control plane derives for it beside its spec. */
    public Builder<T> status() {
      this.hasStatus = true;
      return this;
    }

    /** Has an overview, which is also served at this older path segment. */
    public Builder<T> overview(String alias) {
      this.overviewAlias = Optional.of(alias);
      return this;
    }

    /**
     * A policy: nested form, written on both sides, exported by Global to zones and back for the
     * eye.
     */
    public Builder<T> policy(PolicyTraits traits) {
      this.policy = Optional.of(traits);
      this.form = Form.NESTED;
      this.fromGlobal = ChannelKind.POLICY;
      this.fromZone = ChannelKind.INVENTORY;
      return this;
    }

    /** A policy by selectors, which is made at Global and goes to the zones. */
    public Builder<T> legacyPolicy() {
      this.policy = Optional.of(PolicyTraits.LEGACY);
      this.writers = Writers.GLOBAL_ONLY;
      this.fromGlobal = ChannelKind.POLICY;
      return this;
    }

    /** Accepted and kept, but nothing comes of it; who writes one is told of {@code other}. */
    public Builder<T> withoutEffect(String other) {
      this.useInstead = Optional.of(other);
      return this;
    }

    public ResourceType<T> build() {
      return new ResourceType<>(
          name,
          Objects.requireNonNull(path, "path"),
          aliases,
          shortName,
          singular,
          plural,
          scope,
          form,
          specClass,
          rules,
          writers,
          fromGlobal,
          fromZone,
          exported,
          keepsName,
          sealed,
          hasStatus,
          overviewAlias,
          policy,
          useInstead);
    }
  }
}
