package io.meshlog.xds;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.resource.Tags;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NamesTest {
  @Test
  void hashesTheTagsOfADestinationAsKumaDoes() {
    Tags tags = Tags.of(Map.of(Tags.SERVICE, "backend", "region", "us"));
    assertThat(Names.cluster(tags)).isEqualTo("backend-c72efb5be46fae6b");
  }

  @Test
  void callsAClusterLikeItsServiceWhenThereIsNothingElse() {
    assertThat(Names.cluster(Tags.of(Tags.SERVICE, "backend"))).isEqualTo("backend");
  }

  @Test
  void putsTheMeshAmongTheSortedTagsOfTheSni() {
    Tags tags = Tags.of(Map.of(Tags.SERVICE, "backend", "version", "v1", "az", "a"));
    assertThat(Names.sni("default", tags)).isEqualTo("backend{az=a,mesh=default,version=v1}");
  }

  @Test
  void bracketsIpv6() {
    assertThat(Names.inbound("fd00::1", 80)).isEqualTo("inbound:[fd00::1]:80");
  }

  @Test
  void keepsOnlyPlainCharactersInStatNames() {
    assertThat(Names.sanitized("inbound:127.0.0.1:21011")).isEqualTo("inbound_127_0_0_1_21011");
  }
}
