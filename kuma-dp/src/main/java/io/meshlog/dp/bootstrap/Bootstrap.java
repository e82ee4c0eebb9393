package io.meshlog.dp.bootstrap;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Envoy's bootstrap as the control plane made it.
 *
 * @param yaml passed to Envoy unchanged
 */
public record Bootstrap(String yaml, AdminAddress admin) {

  /** Where this bootstrap puts Envoy's admin endpoint. */
  public sealed interface AdminAddress {
    record Tcp(String host, int port) implements AdminAddress {}

    record Pipe(String path) implements AdminAddress {}

    /** The bootstrap has no admin endpoint: Envoy can be neither asked nor drained. */
    record None() implements AdminAddress {}
  }

  /** Thrown when an answer with status 200 is no bootstrap. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
      super(message, null, false, false);
    }
  }

  /** Reads the JSON answer of {@code POST /bootstrap}, whose bootstrap is base64. */
  static Bootstrap fromReply(String json) throws Unreadable {
    Object encoded = child(parse(json), "bootstrap");
    if (!(encoded instanceof String text) || text.isEmpty()) {
      throw new Unreadable("the answer has no bootstrap");
    }
    try {
      String yaml = new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
      return new Bootstrap(yaml, adminOf(parse(yaml)));
    } catch (IllegalArgumentException e) {
      throw new Unreadable("the bootstrap is not base64");
    }
  }

  private static AdminAddress adminOf(@Nullable Object root) throws Unreadable {
    Object address = child(child(root, "admin"), "address");
    if (child(child(address, "pipe"), "path") instanceof String path) {
      return new AdminAddress.Pipe(path);
    }
    Object socket = child(address, "socketAddress", "socket_address");
    if (socket == null) {
      return new AdminAddress.None();
    }
    if (child(socket, "address") instanceof String host
        && child(socket, "portValue", "port_value") instanceof Integer port) {
      return port == 0 ? new AdminAddress.None() : new AdminAddress.Tcp(host, port);
    }
    throw new Unreadable("the bootstrap's admin address cannot be read");
  }

  // JSON is YAML, so one small library reads both the answer and the bootstrap.
  private static Object parse(String yaml) throws Unreadable {
    try {
      LoadSettings settings =
          LoadSettings.builder().setMaxAliasesForCollections(20).setCodePointLimit(4 << 20).build();
      return new Load(settings).loadFromString(yaml);
    } catch (YamlEngineException e) {
      throw new Unreadable("the answer cannot be read: " + e.getMessage());
    }
  }

  private static @Nullable Object child(@Nullable Object parent, String... names) {
    if (parent instanceof Map<?, ?> fields) {
      for (String name : names) {
        Object value = fields.get(name);
        if (value != null) {
          return value;
        }
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return "Bootstrap[" + yaml.length() + " characters, " + admin + "]"; // it holds the token
  }
}
