package io.meshlog.cli.command;

import io.meshlog.cli.CliFailure;
import io.meshlog.cli.ExitCode;
import io.meshlog.cli.api.ApiClient;
import io.meshlog.cli.token.OfflineToken;
import io.meshlog.cli.token.RsaKeyFile;
import io.meshlog.model.json.GoDuration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes a token: by the control plane, or with {@code --signing-key-path} on this machine. It is
 * all that is printed.
 */
abstract class TokenVerb extends Verb {
  @Option(
      names = "--valid-for",
      paramLabel = "DURATION",
      description = "For example 24h; 10 years if a proxy's token does not say.")
  private @Nullable String validFor;

  @Option(
      names = "--signing-key-path",
      paramLabel = "FILE",
      description = "Sign here, with this private key, and ask no control plane.")
  private @Nullable Path signingKey;

  @Option(
      names = "--kid",
      paramLabel = "ID",
      description = "Of the key, as the control plane knows its public half.")
  private @Nullable String keyId;

  /** What the control plane is asked, without the duration. */
  abstract ObjectNode request();

  /** What an offline token claims. */
  abstract Map<String, ? extends @Nullable Object> claims();

  abstract String path();

  /** Null when there is none: one must be said then. */
  abstract @Nullable Duration defaultLifetime();

  @Override
  public final Integer call() {
    terminal().out().println(signingKey == null ? online() : offline(signingKey));
    return ExitCode.OK;
  }

  private String online() {
    if (keyId != null) {
      throw CliFailure.usage("--kid goes with --signing-key-path");
    }
    ObjectNode request = request();
    if (validFor != null) {
      request.put("validFor", validFor);
    } else if (defaultLifetime() == null) {
      throw CliFailure.usage("--valid-for is missing: how long, for example 24h?");
    }
    try (ApiClient api = root().open(root().controlPlane())) {
      return api.post(path(), request).text();
    }
  }

  private String offline(Path key) {
    if (keyId == null) {
      throw CliFailure.usage(
          "--kid is missing: under which id does the control plane know the public key?");
    }
    return OfflineToken.sign(RsaKeyFile.read(key), keyId, claims(), lifetime(), now());
  }

  private Duration lifetime() {
    if (validFor == null) {
      Duration usual = defaultLifetime();
      if (usual == null) {
        throw CliFailure.usage("--valid-for is missing: how long, for example 24h?");
      }
      return usual;
    }
    try {
      Duration lifetime = GoDuration.parse(validFor).value();
      if (lifetime.isPositive()) {
        return lifetime;
      }
    } catch (IllegalArgumentException e) {
      // Answered below.
    }
    throw CliFailure.usage("--valid-for: \"" + validFor + "\" is no duration such as 24h or 30m");
  }
}
