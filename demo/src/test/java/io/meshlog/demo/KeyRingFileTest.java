package io.meshlog.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class KeyRingFileTest {

  @TempDir Path folder;

  @Test
  void isMadeOnceForItsOwnerAlone() throws Exception {
    Path file = KeyRingFile.in(folder);
    String first = Files.readString(file);
    JsonNode ring = new Http.Answer(200, first).json();
    String key = ring.path("keys").path(ring.path("active").asString()).asString();
    assertThat(Base64.getDecoder().decode(key)).hasSize(32);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(KeyRingFile.in(folder))).isEqualTo(first);
  }
}
