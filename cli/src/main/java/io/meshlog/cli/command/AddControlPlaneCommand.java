package io.meshlog.cli.command;

import io.meshlog.cli.CliFailure;
import io.meshlog.cli.ExitCode;
import io.meshlog.cli.api.ApiClient;
import io.meshlog.cli.api.ControlPlane;
import io.meshlog.cli.config.ClientConfig;
import io.meshlog.cli.config.ConfigFile;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
    name = "add",
    description =
        "Remembers the control plane at --address, with the token, headers and certificates given"
            + " here, and makes it the current one.")
final class AddControlPlaneCommand extends Verb {
  private static final String TOKENS = "tokens";

  @Option(names = "--name", required = true, paramLabel = "NAME")
  private String name = "";

  @Option(names = "--auth-type", paramLabel = "TYPE", description = "tokens")
  private @Nullable String authType;

  @Option(names = "--auth-conf", paramLabel = "token=TOKEN", description = "Of the auth type.")
  private Map<String, String> authConf = new LinkedHashMap<>();

  @Option(names = "--overwrite", description = "Replace one of the same name.")
  private boolean overwrite;

  @Option(names = "--skip-check", description = "Do not ask it whether it is a control plane.")
  private boolean skipCheck;

  @Override
  public Integer call() {
    ConfigFile file = root().configFile();
    ClientConfig config = file.read();
    if (!overwrite && config.find(name).isPresent()) {
      throw CliFailure.invalid(
          "there is a control plane \"" + name + "\" already; replace it with --overwrite");
    }
    ControlPlane told =
        root()
            .told(
                ControlPlane.at(
                    name,
                    root().address().orElseThrow(() -> CliFailure.usage("--address is missing"))));
    ControlPlane added =
        new ControlPlane(told.name(), told.address(), told.headers(), token(told), told.tls());
    if (!skipCheck) {
      check(added);
    }
    file.write(config.with(added));
    terminal()
        .out()
        .println("added control plane \"" + name + "\" and switched to it (" + file.path() + ")");
    return ExitCode.OK;
  }

  private @Nullable String token(ControlPlane told) {
    if (authType == null && authConf.isEmpty()) {
      return told.token();
    }
    if (!TOKENS.equals(authType)) {
      throw CliFailure.usage("--auth-type: " + TOKENS + " is the only one there is");
    }
    String token = authConf.get("token");
    if (token == null || token.isBlank()) {
      throw CliFailure.usage("--auth-conf token=TOKEN is missing");
    }
    return token;
  }

  private void check(ControlPlane added) {
    try (ApiClient api = root().open(added)) {
      JsonNode index = api.get("/").json();
      if (!index.path("product").asString("").equals("Kuma")) {
        throw CliFailure.invalid(
            added.address()
                + " is no control plane: it says product \""
                + index.path("product").asString("")
                + "\"; --skip-check adds it all the same");
      }
    } catch (tools.jackson.core.JacksonException e) {
      throw CliFailure.invalid(
          added.address()
              + " is no control plane: it answers no JSON; is it the port of the API"
              + " server (5681)?");
    }
  }
}
