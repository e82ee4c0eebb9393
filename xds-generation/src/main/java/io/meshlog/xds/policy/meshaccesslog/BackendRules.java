package io.meshlog.xds.policy.meshaccesslog;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Violations;
import io.meshlog.xds.policy.Collector;
import io.meshlog.xds.policy.PolicyChecks;
import io.meshlog.xds.policy.meshaccesslog.MeshAccessLog.Backend;
import io.meshlog.xds.policy.meshaccesslog.MeshAccessLog.Conf;
import io.meshlog.xds.policy.meshaccesslog.MeshAccessLog.Entry;
import io.meshlog.xds.policy.meshaccesslog.MeshAccessLog.Format;
import io.meshlog.xds.policy.meshaccesslog.MeshAccessLog.OpenTelemetry;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** What a conf may say (policies.md 2.9, Validation). */
final class BackendRules {
  private static final Pattern FILE = Pattern.compile("(/[^/\\x00]*)+/?");
  private static final Pattern ATTRIBUTE = Pattern.compile("[a-z]([a-z0-9]|[._][a-z0-9])*");

  private BackendRules() {}

  static void schema(@Nullable Conf conf, Violations at) {
    List<Backend> backends = conf == null ? List.of() : conf.backendsOrNone();
    for (int i = 0; i < backends.size(); i++) {
      Violations here = at.at("backends", i);
      Backend backend = backends.get(i);
      required(backend.type(), "type", here);
      if (backend.file() != null) {
        required(backend.file().path(), "path", here.at("file"));
        format(backend.file().format(), here.at("file"));
      }
      if (backend.tcp() != null) {
        required(backend.tcp().address(), "address", here.at("tcp"));
        format(backend.tcp().format(), here.at("tcp"));
      }
    }
  }

  private static void format(@Nullable Format format, Violations at) {
    if (format != null) {
      required(format.type(), "type", at.at("format"));
    }
  }

  private static void required(@Nullable Object value, String field, Violations at) {
    if (value == null) {
      at.add(field, PolicyChecks.REQUIRED);
    }
  }

  static void validate(@Nullable Conf conf, Violations at) {
    if (conf == null || conf.backends() == null) {
      at.add("backends", PolicyChecks.DEFINED);
      return;
    }
    for (int i = 0; i < conf.backends().size(); i++) {
      backend(conf.backends().get(i), at.at("backends", i));
    }
  }

  private static void backend(Backend backend, Violations at) {
    switch (backend.type()) {
      case File -> {
        if (defined(backend.file(), "file", at)) {
          said(backend.file().format(), at.at("file").at("format"));
          String path = backend.file().path();
          if (path == null || !FILE.matcher(path).matches()) {
            at.at("file").add("path", "file backend requires a valid path");
          }
        }
      }
      case Tcp -> {
        if (defined(backend.tcp(), "tcp", at)) {
          said(backend.tcp().format(), at.at("tcp").at("format"));
          String address = backend.tcp().address();
          if (address == null || Collector.url("tcp://" + address).isEmpty()) {
            at.at("tcp").add("address", "tcp backend requires valid address");
          }
        }
      }
      case OpenTelemetry -> {
        if (defined(backend.openTelemetry(), "openTelemetry", at)) {
          openTelemetry(backend.openTelemetry(), at.at("openTelemetry"));
        }
      }
      case null -> {}
    }
  }

  private static boolean defined(@Nullable Object payload, String field, Violations at) {
    if (payload == null) {
      at.add(field, PolicyChecks.DEFINED);
    }
    return payload != null;
  }

  private static void openTelemetry(OpenTelemetry backend, Violations at) {
    Collector.validate(backend.endpoint(), backend.backendRef(), at);
    for (int i = 0; i < backend.attributesOrNone().size(); i++) {
      String key = backend.attributesOrNone().get(i).key();
      if (key == null || !ATTRIBUTE.matcher(key).matches()) {
        at.at("attributes", i).add("key", "must match '^" + ATTRIBUTE.pattern() + "$'");
      }
    }
  }

  private static void said(@Nullable Format format, Violations at) {
    if (format == null) {
      return;
    }
    switch (format.type()) {
      case Plain -> {
        if (defined(format.plain(), "plain", at) && format.plain().isEmpty()) {
          at.add("plain", PolicyChecks.NOT_EMPTY);
        }
      }
      case Json -> {
        if (defined(format.json(), "json", at)) {
          json(format.json(), at);
        }
      }
      case null -> {}
    }
  }

  private static void json(List<Entry> entries, Violations at) {
    if (entries.isEmpty()) {
      at.add("json", PolicyChecks.NOT_EMPTY);
    }
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      String key = entry.key() == null ? "" : entry.key();
      String value = entry.value() == null ? "" : entry.value();
      if (key.isEmpty()) {
        at.at("json", i).add("key", "key cannot be empty");
      }
      if (value.isEmpty()) {
        at.at("json", i).add("value", "value cannot be empty");
      }
      if (!isJson("{\"" + key + "\": \"" + value + "\"}")) {
        at.at("json", i).add("is not a valid JSON object");
      }
    }
  }

  private static boolean isJson(String text) {
    try {
      SpecJson.parse(text);
      return true;
    } catch (JacksonException e) {
      return false;
    }
  }
}
