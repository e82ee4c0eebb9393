package io.meshlog.api.gui;

import io.meshlog.api.resource.Ask;
import io.meshlog.api.resource.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Answers everything under the GUI's path, always with 200. Thread-safe. */
public final class Gui {
  private static final String REVALIDATE = "no-cache";
  private static final String A_YEAR = "public, max-age=31536000, immutable";

  /** What is served. */
  private sealed interface Content {
    record Stock(GuiFiles files) implements Content {}

    record Page(GuiFiles.Served page) implements Content {}
  }

  private final Content content;

  private Gui(Content content) {
    this.content = content;
  }

  public static Gui of(GuiFiles files) {
    return new Gui(new Content.Stock(files));
  }

  public static Gui welcome(GuiFacts facts) {
    return page(OwnPages.welcome(facts));
  }

  /**
   * @param federated whether that is why
   */
  public static Gui disabled(boolean federated) {
    return page(OwnPages.disabled(federated));
  }

  private static Gui page(String html) {
    byte[] bytes = html.getBytes(StandardCharsets.UTF_8);
    return new Gui(
        new Content.Page(
            new GuiFiles.Served(bytes, "text/html;charset=utf-8", GuiFiles.tag(bytes), false)));
  }

  /** The path variable {@code path} is what comes after the GUI's own path. */
  public Reply get(Ask ask) {
    return switch (content) {
      // A page of our own runs nothing and loads nothing.
      case Content.Page(GuiFiles.Served page) ->
          reply(ask, page)
              .with("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
      case Content.Stock(GuiFiles files) -> reply(ask, stock(files, path(ask)));
    };
  }

  private static String path(Ask ask) {
    String path = ask.variables().getOrDefault("path", "");
    return path.startsWith("/") ? path.substring(1) : path;
  }

  /** The GUI finds its way by the path: what is no file is a place within it. */
  private static GuiFiles.Served stock(GuiFiles files, String path) {
    try {
      Optional<GuiFiles.Served> file = files.find(path);
      return file.orElseGet(files::index);
    } catch (IOException e) {
      throw new UncheckedIOException(path + " of the GUI cannot be read", e);
    }
  }

  private static Reply reply(Ask ask, GuiFiles.Served served) {
    boolean same = served.tag().equals(ask.header("If-None-Match"));
    Reply reply =
        same
            ? Reply.empty(304)
            : new Reply(200, served.contentType(), served.content(), java.util.Map.of());
    return reply
        .with("ETag", served.tag())
        .with("Cache-Control", served.lasting() ? A_YEAR : REVALIDATE)
        .with("X-Content-Type-Options", "nosniff");
  }
}
