package io.meshlog.api.mesh;

import io.meshlog.api.auth.ApiUser;
import io.meshlog.api.ca.BuiltinCa;
import io.meshlog.api.resource.Deployment;
import io.meshlog.api.token.KeyRing;
import io.meshlog.api.token.RsaKeyPem;
import io.meshlog.api.token.Secrets;
import io.meshlog.api.token.SigningKeys;
import io.meshlog.api.token.TokenClaims.UserClaims;
import io.meshlog.api.token.TokenIssuer;
import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.secret.SecretSpec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.ZoneSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a control plane makes at its start when it is missing (rest-and-dataplane-protocol.md 2.8):
 * its own Zone, the mesh {@code default}, signing keys, the admin's token, the CA by which a zone
 * reaches the admin of its proxies, HostnameGenerators. Safe to run at every start and by several
 * replicas at once: each command only takes effect where nothing is.
 */
public final class InitialResources {
  private static final Duration ADMIN_TOKEN_LIFETIME = Duration.ofDays(10 * 365);
  private static final String DEFAULT_MESH = "default";
  private static final String ENVOY_ADMIN_CA = "envoy-admin-ca";
  private static final String ADMIN_TOKEN = "admin-user-token";

  /**
   * @param mesh whether the mesh {@code default} is made
   * @param adminToken whether {@code admin-user-token} is made
   * @param hostnameGenerators whether services get their usual names
   */
  public record Wanted(boolean mesh, boolean adminToken, boolean hostnameGenerators) {}

  private final Deployment deployment;
  private final MeshDefaults defaults;
  private final Secrets secrets;
  private final SigningKeys keys;
  private final TokenIssuer issuer;
  private final BuiltinCa authorities;
  private final Wanted wanted;

  public InitialResources(
      Deployment deployment,
      MeshDefaults defaults,
      Secrets secrets,
      SigningKeys keys,
      TokenIssuer issuer,
      BuiltinCa authorities,
      Wanted wanted) {
    this.deployment = deployment;
    this.defaults = defaults;
    this.secrets = secrets;
    this.keys = keys;
    this.issuer = issuer;
    this.authorities = authorities;
    this.wanted = wanted;
  }

  /** What is missing from this image, each to be appended by itself; empty when nothing is. */
  public List<Command> missing(MeshImage image) {
    List<Command> commands = new ArrayList<>();
    boolean alone = !deployment.global() && !deployment.federated();
    if (!deployment.global()) {
      zones(image, alone, commands);
      if (image.find(CoreTypes.GLOBAL_SECRET, "", ENVOY_ADMIN_CA).isEmpty()) {
        commands.add(globalSecret(ENVOY_ADMIN_CA, authorities.envoyAdmin()));
      }
    }
    if (!deployment.federated() && wanted.mesh()) {
      mesh(image, commands);
    }
    // Zone proxies are let in by their own zone alone, so each has a key of its own and goes on
    // issuing tokens while Global is away.
    if (keys.newest(KeyRing.ZONE).isEmpty()) {
      commands.add(globalSecret(KeyRing.ZONE.secretName("1"), RsaKeyPem.generate()));
    }
    users(image, commands);
    if (wanted.hostnameGenerators()) {
      commands.addAll(InitialHostnameGenerators.missing(image));
    }
    return commands;
  }

  /** A zone on its own has one Zone, itself; in a federation Global keeps the registry. */
  private void zones(MeshImage image, boolean alone, List<Command> commands) {
    String own = deployment.self().zone();
    image
        .all(CoreTypes.ZONE)
        .filter(zone -> zone.origin().equals(deployment.self()))
        .filter(zone -> !alone || !zone.name().equals(own))
        .map(zone -> new Command.Delete(zone.key(), new Expected.ExactVersion(zone.version())))
        .forEach(commands::add);
    if (alone && image.find(CoreTypes.ZONE, "", own).isEmpty()) {
      commands.add(
          new Command.Put<>(
              CoreTypes.ZONE,
              CoreTypes.ZONE.key("", deployment.self(), own),
              Labels.EMPTY,
              new ZoneSpec(true, null, null),
              Expected.ABSENT));
    }
  }

  private void mesh(MeshImage image, List<Command> commands) {
    if (image.find(CoreTypes.MESH, "", DEFAULT_MESH).isPresent()) {
      return;
    }
    List<Command> parts = new ArrayList<>();
    parts.add(
        new Command.Put<>(
            CoreTypes.MESH,
            CoreTypes.MESH.key("", deployment.self(), DEFAULT_MESH),
            Labels.EMPTY,
            MeshSpec.EMPTY,
            Expected.ABSENT));
    parts.addAll(defaults.ofNew(DEFAULT_MESH, MeshSpec.EMPTY, image));
    commands.add(new Command.Batch(parts));
  }

  private void users(MeshImage image, List<Command> commands) {
    boolean token =
        wanted.adminToken() && image.find(CoreTypes.GLOBAL_SECRET, "", ADMIN_TOKEN).isEmpty();
    UserClaims admin = new UserClaims(ApiUser.ADMIN_NAME, List.of(ApiUser.ADMIN_GROUP));
    if (keys.newest(KeyRing.USER).isEmpty()) {
      byte[] key = RsaKeyPem.generate();
      List<Command> parts = new ArrayList<>();
      parts.add(globalSecret(KeyRing.USER.secretName("1"), key));
      if (token) {
        // Together: a token signed with the key of a replica that came second would be worthless.
        parts.add(adminToken(issuer.firstUser(admin, ADMIN_TOKEN_LIFETIME, key)));
      }
      commands.add(new Command.Batch(parts));
    } else if (token) {
      try {
        commands.add(adminToken(issuer.user(admin, ADMIN_TOKEN_LIFETIME)));
      } catch (TokenIssuer.NoSigningKey e) {
        throw new IllegalStateException("the newest user token key signs nothing", e);
      }
    }
  }

  private Command adminToken(String token) {
    return globalSecret(ADMIN_TOKEN, token.getBytes(StandardCharsets.US_ASCII));
  }

  private Command globalSecret(String name, byte[] content) {
    ResourceKey key = CoreTypes.GLOBAL_SECRET.key("", deployment.self(), name);
    SecretSpec sealed = secrets.seal(key, content);
    return new Command.Put<>(CoreTypes.GLOBAL_SECRET, key, Labels.EMPTY, sealed, Expected.ABSENT);
  }
}
