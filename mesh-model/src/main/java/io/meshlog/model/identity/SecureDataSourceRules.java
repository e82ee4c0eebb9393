package io.meshlog.model.identity;

import io.meshlog.model.resource.SchemaRules;
import io.meshlog.model.resource.Violations;
import org.jspecify.annotations.Nullable;

/** Which data sources are accepted, first by schema, then by sense. */
final class SecureDataSourceRules {
  private static final String DEFINED = "must be defined";

  private SecureDataSourceRules() {}

  static void schema(@Nullable SecureDataSource source, Violations at) {
    if (source == null) {
      return;
    }
    SchemaRules.required(source.type(), "type", at);
    if (source.file() != null) {
      SchemaRules.required(source.file().path(), "path", at.at("file"));
    }
    if (source.envVar() != null) {
      SchemaRules.required(source.envVar().name(), "name", at.at("envVar"));
    }
    if (source.insecureInline() != null) {
      SchemaRules.required(source.insecureInline().value(), "value", at.at("insecureInline"));
    }
    if (source.secretRef() != null) {
      SchemaRules.required(source.secretRef().kind(), "kind", at.at("secretRef"));
      SchemaRules.required(source.secretRef().name(), "name", at.at("secretRef"));
    }
  }

  static void validate(@Nullable SecureDataSource source, Violations at) {
    if (source == null) {
      at.add(DEFINED);
      return;
    }
    switch (source.type()) {
      case File -> {
        if (member(source.file(), at.at("file"))) {
          path(source.file().path(), at.at("file").at("path"));
        }
      }
      case EnvVar -> {
        if (member(source.envVar(), at.at("envVar"))) {
          filled(source.envVar().name(), at.at("envVar").at("name"));
        }
      }
      case InsecureInline -> {
        if (member(source.insecureInline(), at.at("insecureInline"))) {
          filled(source.insecureInline().value(), at.at("insecureInline").at("value"));
        }
      }
      case Secret -> {
        if (member(source.secretRef(), at.at("secretRef"))) {
          filled(source.secretRef().name(), at.at("secretRef").at("name"));
        }
      }
      case null -> {}
    }
  }

  private static boolean member(@Nullable Object member, Violations at) {
    if (member == null) {
      at.add(DEFINED);
    }
    return member != null;
  }

  private static void filled(@Nullable String text, Violations at) {
    if (text == null || text.isEmpty()) {
      at.add(DEFINED);
    }
  }

  private static void path(@Nullable String path, Violations at) {
    if (path == null || path.isEmpty()) {
      at.add(DEFINED);
    } else if (path.contains("..")) {
      at.add("file path contains directory traversal sequence: " + path);
    } else if (!path.startsWith("/")) {
      at.add("file path must be absolute: " + path);
    }
  }
}
