package io.meshlog.cli.config;

import io.meshlog.cli.CliFailure;
import io.meshlog.cli.api.ControlPlane;
import io.meshlog.cli.api.Tls;
import io.meshlog.cli.document.DocumentText;
import io.meshlog.cli.output.Yaml;
import io.meshlog.model.json.SpecJson;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The file that holds a {@link ClientConfig}; only its user may read it, since it holds tokens. */
public final class ConfigFile {
  private final Path path;

  public ConfigFile(Path path) {
    this.path = path;
  }

  public Path path() {
    return path;
  }

  /** Empty when there is no file. */
  public ClientConfig read() {
    String text;
    try {
      text = Files.exists(path) ? Files.readString(path) : "";
    } catch (IOException e) {
      throw CliFailure.invalid(path + ": cannot be read: " + e.getMessage());
    }
    var documents = DocumentText.parse(path.toString(), text);
    if (documents.isEmpty()) {
      return ClientConfig.EMPTY;
    }
    ObjectNode root = documents.getFirst().tree();
    List<ControlPlane> all = new ArrayList<>();
    root.path("controlPlanes").forEach(entry -> all.add(controlPlane(entry)));
    return new ClientConfig(root.path("current").asString(""), all);
  }

  private ControlPlane controlPlane(JsonNode entry) {
    String name = entry.path("name").asString("");
    String address = entry.path("address").asString("");
    if (name.isEmpty() || address.isEmpty()) {
      throw CliFailure.invalid(path + ": a control plane needs a name and an address: " + entry);
    }
    Map<String, String> headers = new LinkedHashMap<>();
    entry
        .path("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().asString("")));
    JsonNode tls = entry.path("tls");
    return new ControlPlane(
        name,
        URI.create(address),
        headers,
        entry.path("token").isMissingNode() ? null : entry.path("token").asString(),
        new Tls(
            path(tls, "caCertFile"),
            path(tls, "clientCertFile"),
            path(tls, "clientKeyFile"),
            tls.path("skipVerify").asBoolean(false)));
  }

  private static @Nullable Path path(JsonNode tls, String field) {
    String text = tls.path(field).asString("");
    return text.isEmpty() ? null : Path.of(text);
  }

  public void write(ClientConfig config) {
    try {
      Path folder = path.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      Path part = Files.createTempFile(folder, ".config", ".part");
      // A temporary file is its owner's alone from the start.
      Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-------"));
      Files.writeString(part, Yaml.write(tree(config, false)));
      Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw CliFailure.invalid(path + ": cannot be written: " + e.getMessage());
    }
  }

  /**
   * @param masked whether tokens are hidden
   */
  public static ObjectNode tree(ClientConfig config, boolean masked) {
    ObjectNode root = SpecJson.plain().createObjectNode();
    root.put("current", config.current());
    ArrayNode all = root.putArray("controlPlanes");
    for (ControlPlane one : config.controlPlanes()) {
      ObjectNode entry = all.addObject();
      entry.put("name", one.name());
      entry.put("address", one.address().toString());
      if (!one.headers().isEmpty()) {
        ObjectNode headers = entry.putObject("headers");
        one.headers().forEach(headers::put);
      }
      if (one.token() != null) {
        entry.put("token", masked ? "*****" : one.token());
      }
      if (!one.tls().equals(Tls.NONE)) {
        ObjectNode tls = entry.putObject("tls");
        put(tls, "caCertFile", one.tls().caCertFile());
        put(tls, "clientCertFile", one.tls().clientCertFile());
        put(tls, "clientKeyFile", one.tls().clientKeyFile());
        tls.put("skipVerify", one.tls().skipVerify());
      }
    }
    return root;
  }

  private static void put(ObjectNode node, String field, @Nullable Path value) {
    if (value != null) {
      node.put(field, value.toString());
    }
  }
}
