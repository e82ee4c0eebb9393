package io.meshlog.model.contract;

import io.meshlog.model.resource.ResourceType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import tools.jackson.core.type.TypeReference;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads the samples of a type from {@code /contract/<Type>.yaml} on the class path. */
public final class ResourceSamples {
  private static final YAMLMapper YAML = YAMLMapper.builder().build();
  private static final TypeReference<List<ResourceSample>> LIST = new TypeReference<>() {};

  private ResourceSamples() {}

  /** Throws when there is no such file: every type that users write has one. */
  public static List<ResourceSample> of(ResourceType<?> type) {
    String file = "/contract/" + type.name() + ".yaml";
    try (InputStream in = ResourceSamples.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(type + " has no samples: add mesh-model " + file);
      }
      return YAML.readValue(in, LIST);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether users write resources of the type anywhere, so that there must be samples. */
  public static boolean wantedFor(ResourceType<?> type) {
    return type.writers().global() || type.writers().zone();
  }
}
