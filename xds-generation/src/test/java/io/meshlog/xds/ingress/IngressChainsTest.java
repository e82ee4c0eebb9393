package io.meshlog.xds.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.resource.Tags;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IngressChainsTest {
  private static final Tags V1 =
      Tags.of(Map.of(Tags.SERVICE, "backend", "version", "v1", "az", "a"));
  private static final Tags V2 =
      Tags.of(Map.of(Tags.SERVICE, "backend", "version", "v2", "az", "a"));

  @Test
  void aServiceHasAtLeastItsPlainChain() {
    IngressChains chains = IngressChains.of("default", "backend", Set.of(), List.of(V1, V2));
    assertThat(chains.bySni()).isEqualTo(Map.of("backend{mesh=default}", Tags.EMPTY));
    assertThat(chains.keys()).isEmpty();
  }

  @Test
  void aDestinationOfARouteNarrowsTheEndpoints() {
    Tags destination = Tags.of(Map.of(Tags.SERVICE, "backend", "version", "v1"));
    IngressChains chains =
        IngressChains.of("default", "backend", Set.of(destination), List.of(V1, V2));
    assertThat(chains.bySni())
        .containsEntry("backend{mesh=default,version=v1}", Tags.of("version", "v1"));
    assertThat(chains.keys()).containsExactly(List.of("version"));
  }

  @Test
  void aTagThatAllEndpointsCarryStaysInTheSniOnly() {
    Tags destination = Tags.of(Map.of(Tags.SERVICE, "backend", "version", "v1", "az", "a"));
    IngressChains chains =
        IngressChains.of("default", "backend", Set.of(destination), List.of(V1, V2));
    assertThat(chains.bySni())
        .containsEntry("backend{az=a,mesh=default,version=v1}", Tags.of("version", "v1"));
    assertThat(chains.keys()).contains(List.of("version"));
  }

  @Test
  void aDestinationOfAnotherServiceIsNotItsOwn() {
    Tags destination = Tags.of(Map.of(Tags.SERVICE, "other", "version", "v1"));
    assertThat(IngressChains.of("default", "backend", Set.of(destination), List.of(V1)).bySni())
        .hasSize(1);
  }

  @Test
  void aDestinationOfAnyServiceIsOneOfEach() {
    Tags destination = Tags.of(Map.of(Tags.SERVICE, "*", "version", "v1"));
    assertThat(IngressChains.of("default", "backend", Set.of(destination), List.of(V1, V2)).bySni())
        .containsKey("backend{mesh=default,version=v1}");
  }
}
