package io.meshlog.cli.command;

import io.meshlog.cli.Terminal;
import io.meshlog.cli.api.Query;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code --size}, {@code --before} and {@code --after} of what is told newest first. */
final class CursorOptions {
  private static final Pattern BEFORE = Pattern.compile("[?&]before=([^&]+)");

  @Option(names = "--size", paramLabel = "N", description = "Most entries to show; default 100.")
  private @Nullable Integer size;

  @Option(names = "--before", paramLabel = "N", description = "Only entries before this one.")
  private @Nullable String before;

  @Option(names = "--after", paramLabel = "N", description = "Only entries after this one.")
  private @Nullable String after;

  Query on(Query query) {
    return query.with("size", size).with("before", before).with("after", after);
  }

  void hint(Terminal terminal, JsonNode list) {
    Matcher next = BEFORE.matcher(list.path("next").asString(""));
    if (next.find()) {
      terminal.say("older ones with --before=" + next.group(1));
    }
  }
}
