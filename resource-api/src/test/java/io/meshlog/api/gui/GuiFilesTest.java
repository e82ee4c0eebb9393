package io.meshlog.api.gui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuiFilesTest {
  private static final GuiFacts FACTS =
      new GuiFacts("/", "/gui", "2.14.3", "0.1.0", "zone", "east", false);

  @TempDir Path folder;
  private Path gui;

  @BeforeEach
  void make() throws IOException {
    gui = Files.createDirectories(folder.resolve("gui"));
    Files.createDirectories(gui.resolve("assets"));
    Files.writeString(gui.resolve("index.html"), "<head></head>{{.BaseGuiPath}}");
    Files.writeString(gui.resolve("assets/app-1a2b.js"), "run()");
    Files.writeString(gui.resolve("favicon.png"), "png");
    Files.writeString(folder.resolve("secret"), "s3cret");
  }

  @Test
  void servesWhatIsThereWithItsType() throws IOException {
    GuiFiles files = GuiFiles.in(gui, FACTS);
    GuiFiles.Served script = files.find("assets/app-1a2b.js").orElseThrow();
    assertThat(new String(script.content(), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("run()");
    assertThat(script.contentType()).isEqualTo("text/javascript;charset=utf-8");
    assertThat(script.lasting()).isTrue();
    assertThat(files.find("favicon.png").orElseThrow().lasting()).isFalse();
    assertThat(new String(files.index().content(), java.nio.charset.StandardCharsets.UTF_8))
        .contains("/gui")
        .contains("kuma-config");
    assertThat(files.find("index.html")).as("the page itself is only served filled in").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret",
        "assets/../../secret",
        "assets/..",
        "/etc/passwd",
        "assets",
        "",
        "..\\secret",
        "%2e%2e/secret",
        "assets/app-1a2b.js/../../../secret"
      })
  void knowsNothingElse(String path) throws IOException {
    assertThat(GuiFiles.in(gui, FACTS).find(path)).isEmpty();
  }

  @Test
  void followsLinksWithinTheFolderOnly() throws IOException {
    Files.createSymbolicLink(gui.resolve("out"), folder.resolve("secret"));
    Files.createSymbolicLink(gui.resolve("out-folder"), folder);
    Files.createSymbolicLink(gui.resolve("in.js"), gui.resolve("assets/app-1a2b.js"));
    GuiFiles files = GuiFiles.in(gui, FACTS);
    assertThat(files.find("out")).isEmpty();
    assertThat(files.find("out-folder/secret")).isEmpty();
    assertThat(files.find("in.js")).isPresent();
  }

  @Test
  void refusesAFolderThatIsNoGui() throws IOException {
    Files.delete(gui.resolve("index.html"));
    assertThatThrownBy(() -> GuiFiles.in(gui, FACTS)).hasMessageContaining("no index.html in");
    assertThatThrownBy(() -> GuiFiles.in(folder.resolve("nowhere"), FACTS))
        .hasMessageContaining("no index.html in");
  }
}
