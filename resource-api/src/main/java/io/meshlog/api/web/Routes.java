package io.meshlog.api.web;

import io.meshlog.api.resource.Reply;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.server.PathContainer;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.pattern.PathPattern;

/** Registers routes with Spring MVC, which then matches paths, methods and media types. */
public final class Routes {
  private static final String JSON = "application/json";

  private final List<PathPattern> patterns = new ArrayList<>();
  private final List<Route> all;

  /**
   * @param prefix of the API's paths: empty, or e.g. {@code /api}
   * @param version of the product, for the document of the routes
   */
  public Routes(
      RequestMappingHandlerMapping mapping, List<RouteSet> sets, String prefix, String version) {
    List<RouteSet> described = new ArrayList<>(sets);
    described.add(new OpenApiRoutes(version, prefix, sets));
    all = described.stream().flatMap(set -> set.routes().stream()).toList();
    List<Route> placed =
        described.stream()
            .flatMap(set ->
                set.routes().stream().map(route -> route.below(set.ofTheApi() ? prefix : "")))
            .toList();
    Method handle = handleMethod();
    for (Route route : placed) {
      // The root may be asked for with or without the slash at its end.
      String[] paths =
          route.path().equals(prefix)
              ? new String[] {prefix, prefix + '/'}
              : new String[] {route.path()};
      RequestMappingInfo.Builder info =
          RequestMappingInfo.paths(paths).methods(RequestMethod.valueOf(route.method()));
      if (route.takesBody()) {
        info.consumes(JSON);
      }
      if (route.json()) {
        info.produces(JSON);
      }
      mapping.registerMapping(
          info.options(mapping.getBuilderConfiguration()).build(),
          RouteHandler.of(route.handler()),
          handle);
      for (String path : paths) {
        patterns.add(mapping.getPatternParser().parse(path));
      }
    }
    PathOverlaps.of(placed).forEach(overlap -> keepApart(mapping, overlap, handle));
  }

  private static void keepApart(
      RequestMappingHandlerMapping mapping, PathOverlaps.Overlap overlap, Method handle) {
    String allow = String.join(", ", overlap.methods());
    String options =
        Stream.concat(
                overlap.methods().stream()
                    .flatMap(own -> own.equals("GET") ? Stream.of(own, "HEAD") : Stream.of(own)),
                Stream.of("OPTIONS"))
            .collect(Collectors.joining(","));
    mapping.registerMapping(
        RequestMappingInfo.paths(overlap.path())
            .methods(
                Stream.concat(overlap.foreign().stream(), Stream.of("OPTIONS"))
                    .map(RequestMethod::valueOf)
                    .toArray(RequestMethod[]::new))
            .options(mapping.getBuilderConfiguration())
            .build(),
        RouteHandler.ofNoRoute(ask ->
            ask.http().getMethod().equals("OPTIONS")
                ? Reply.text(200, "").with("Allow", options)
                : PlainAnswers.wrongMethod(allow)),
        handle);
  }

  /** All that is served. */
  public List<Route> all() {
    return all;
  }

  private static Method handleMethod() {
    try {
      return RouteHandler.class.getDeclaredMethod(
          "handle", HttpServletRequest.class, HttpServletResponse.class);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether some route has this path, with whatever method. */
  public boolean known(String path) {
    PathContainer container = PathContainer.parsePath(path);
    return patterns.stream().anyMatch(pattern -> pattern.matches(container));
  }
}
