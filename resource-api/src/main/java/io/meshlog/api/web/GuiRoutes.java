package io.meshlog.api.web;

import io.meshlog.api.gui.Gui;
import io.meshlog.api.gui.GuiFiles;
import io.meshlog.api.openapi.Answer;
import io.meshlog.api.openapi.Operation;
import io.meshlog.api.openapi.Parameter;
import io.meshlog.api.openapi.Schema;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code GET /gui} and all below it. */
public final class GuiRoutes implements RouteSet {
  private final String basePath;
  private final Gui gui;

  /**
   * @param basePath e.g. {@code /gui}
   */
  public GuiRoutes(String basePath, Gui gui) {
    this.basePath = basePath;
    this.gui = gui;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.document(basePath, gui::get).as(told("getGui", "the GUI's page")),
        Route.document(basePath + "/{*path}", gui::get)
            .as(told("getGuiFile", "a file of the GUI; its page for what is none")));
  }

  @Override
  public boolean ofTheApi() {
    return false;
  }

  private static Operation told(String id, String summary) {
    Map<String, Schema> types =
        GuiFiles.mediaTypes().stream()
            .collect(Collectors.toMap(type -> type, type -> Schema.any()));
    return Operation.of(id, "GUI", summary)
        .with(Parameter.header("If-None-Match", "an ETag that is held already", Schema.string()))
        .answering(200, new Answer("a page or file", types, List.of("ETag")))
        .answering(304, Answer.empty("it is that one", "ETag"));
  }
}
