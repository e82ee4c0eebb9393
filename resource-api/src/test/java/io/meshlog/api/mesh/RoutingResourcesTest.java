package io.meshlog.api.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.api.ca.BuiltinCa;
import io.meshlog.api.token.Secrets;
import io.meshlog.model.admit.Admission;
import io.meshlog.model.decide.Command;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.WriteContext;
import io.meshlog.model.secret.SecretSpec;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** rest-and-dataplane-protocol.md 2.8, {@code KUMA_DEFAULTS_CREATE_MESH_ROUTING_RESOURCES}. */
class RoutingResourcesTest {
  private static final Secrets SECRETS =
      new Secrets() {
        @Override
        public SecretSpec seal(ResourceKey key, byte[] content) {
          return new SecretSpec(null, null);
        }

        @Override
        public Optional<byte[]> open(Resource<SecretSpec> secret) {
          return Optional.empty();
        }
      };

  private static List<Command.Put<?>> policies(boolean routing, List<String> skip) {
    Origin zone = Origin.zone("default");
    MeshDefaults defaults =
        new MeshDefaults(
            new Admission(new WriteContext(zone, false), true),
            new BuiltinCa(Clock.systemUTC()),
            SECRETS,
            routing);
    MeshSpec spec = new MeshSpec(null, null, null, null, null, null, null, skip, null);
    return defaults.ofNew("blue", spec, MeshImage.empty(zone)).stream()
        .<Command.Put<?>>map(command -> (Command.Put<?>) command)
        .filter(put -> !put.type().sealed())
        .toList();
  }

  private static List<String> names(boolean routing, String... skip) {
    return policies(routing, List.of(skip)).stream().map(put -> put.key().name()).toList();
  }

  @Test
  void aMeshComesWithThemOnlyWhenTheyAreWanted() {
    assertThat(names(false)).doesNotContain("allow-all-blue", "route-all-blue").hasSize(4);
    assertThat(names(true)).contains("allow-all-blue", "route-all-blue").hasSize(6);
    assertThat(names(true, "TrafficRoute")).contains("allow-all-blue").hasSize(5);
    assertThat(names(true, "*")).isEmpty();
  }

  @Test
  void theyAreAsKumaMakesThem() {
    var made =
        policies(true, List.of()).stream()
            .filter(put -> !put.type().targets())
            .peek(put -> assertThat(put.labels()).isEqualTo(Labels.of(Labels.MESH, "blue")))
            .map(put -> SpecJson.write(put.type(), put.spec()))
            .toList();
    assertThat(made)
        .containsExactly(
            "{\"destinations\":[{\"match\":{\"kuma.io/service\":\"*\"}}],"
                + "\"sources\":[{\"match\":{\"kuma.io/service\":\"*\"}}]}",
            "{\"conf\":{\"destination\":{\"kuma.io/service\":\"*\"},"
                + "\"loadBalancer\":{\"roundRobin\":{}}},"
                + "\"destinations\":[{\"match\":{\"kuma.io/service\":\"*\"}}],"
                + "\"sources\":[{\"match\":{\"kuma.io/service\":\"*\"}}]}");
  }
}
