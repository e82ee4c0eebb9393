package io.meshlog.cli.command;

import io.meshlog.cli.Terminal;
import io.meshlog.cli.api.Query;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code --size} and {@code --offset} of a list. */
final class PageOptions {
  private static final Pattern OFFSET = Pattern.compile("[?&]offset=([^&]+)");

  @Option(names = "--size", paramLabel = "N", description = "Most items to show; default 100.")
  private @Nullable Integer size;

  @Option(names = "--offset", paramLabel = "N", description = "First item to show.")
  private @Nullable String offset;

  Query on(Query query) {
    return query.with("size", size).with("offset", offset);
  }

  /** Says how to see more when the answer is not all. */
  void hint(Terminal terminal, JsonNode list) {
    Matcher next = OFFSET.matcher(list.path("next").asString(""));
    if (next.find()) {
      terminal.say(
          "%d of %s; the rest with --offset=%s"
              .formatted(list.path("items").size(), list.path("total"), next.group(1)));
    }
  }
}
