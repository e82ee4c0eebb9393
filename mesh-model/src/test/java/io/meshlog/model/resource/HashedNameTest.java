package io.meshlog.model.resource;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HashedNameTest {
  @Test
  void isTheNameKumaGivesACopy() {
    // rest-and-dataplane-protocol.md 2.4, seen on a live pair of control planes.
    assertThat(HashedName.of("default", "mesh-timeout-all-default", ""))
        .isEqualTo("mesh-timeout-all-default-bv8z44b7bzb99xc7");
  }
}
