package io.meshlog.cli.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --mesh}, which is {@code default} where one is needed and none is said. */
final class MeshOption {
  static final String DEFAULT = "default";

  @Option(
      names = {"-m", "--mesh"},
      paramLabel = "MESH",
      description = "Mesh to look in; \"default\" where one is needed.")
  private @Nullable String mesh;

  String orDefault() {
    return mesh == null ? DEFAULT : mesh;
  }

  /** Null when none was said. */
  @Nullable String given() {
    return mesh;
  }
}
