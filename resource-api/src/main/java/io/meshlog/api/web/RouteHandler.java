package io.meshlog.api.web;

import io.meshlog.api.error.Problem;
import io.meshlog.api.error.ProblemException;
import io.meshlog.api.resource.Ask;
import io.meshlog.api.resource.Moments;
import io.meshlog.api.resource.Reply;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.servlet.HandlerMapping;

/** Runs a route's function for a request, and writes its reply or its problem. */
final class RouteHandler {
  private static final Logger LOG = LoggerFactory.getLogger(RouteHandler.class);

  private static final Set<String> READS = Set.of("GET", "HEAD");

  private final Function<Ask, Reply> function;

  private RouteHandler(Function<Ask, Reply> function) {
    this.function = function;
  }

  static RouteHandler of(Function<Ask, Reply> function) {
    return new RouteHandler(ask -> {
      readable(ask);
      if (!READS.contains(ask.http().getMethod()) && ask.parameter("asOf") != null) {
        throw Problem.invalid(
                Moments.TITLE, "asOf", "is for reads: whatever is written is written now")
            .raise();
      }
      return function.apply(ask);
    });
  }

  /** For a method that a path does not have, whatever the rest of the request is. */
  static RouteHandler ofNoRoute(Function<Ask, Reply> function) {
    return new RouteHandler(function);
  }

  /** Called by Spring MVC; registered by reflection in {@link Routes}. */
  void handle(HttpServletRequest request, HttpServletResponse response) throws IOException {
    @SuppressWarnings("unchecked")
    Map<String, String> variables =
        (Map<String, String>) request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
    write(reply(new Ask(request, variables == null ? Map.of() : variables)), response);
  }

  private Reply reply(Ask ask) {
    try {
      return function.apply(ask);
    } catch (ProblemException e) {
      ask.http().setAttribute(AuditFilter.TITLE, e.problem().title());
      return Reply.of(e.problem());
    } catch (RuntimeException e) {
      LOG.error("{} {} failed", ask.http().getMethod(), ask.http().getRequestURI(), e);
      return Reply.of(Problem.of(500, "Could not process the request", "Internal Server Error"));
    }
  }

  /**
   * A query that cannot be taken apart shows at the first look, whoever takes it; nothing has a NUL
   * in it, and PostgreSQL takes none.
   */
  private static void readable(Ask ask) {
    try {
      boolean nul =
          Stream.concat(
                  ask.variables().values().stream(),
                  ask.http().getParameterMap().values().stream().flatMap(Stream::of))
              .anyMatch(value -> value.indexOf('\0') >= 0);
      if (nul) {
        throw Problem.badRequest("bad request: the address has a NUL character").raise();
      }
    } catch (IllegalStateException e) {
      throw Problem.badRequest("bad request: the query cannot be read").raise();
    }
  }

  static void write(Reply reply, HttpServletResponse response) throws IOException {
    response.setStatus(reply.status());
    reply.headers().forEach(response::setHeader);
    if (!reply.contentType().isEmpty()) {
      response.setContentType(reply.contentType());
    }
    response.setContentLength(reply.body().length);
    response.getOutputStream().write(reply.body());
  }
}
