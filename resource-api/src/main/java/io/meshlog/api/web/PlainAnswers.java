package io.meshlog.api.web;

import io.meshlog.api.resource.Reply;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.TreeSet;
import org.springframework.http.HttpStatus;
import org.springframework.web.HttpMediaTypeException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * What Kuma's HTTP framework answers before any of its code runs: plain text
 * (rest-and-dataplane-protocol.md 1.2).
 */
@ControllerAdvice
public final class PlainAnswers {
  static final Reply NOT_FOUND = Reply.text(404, "404: Page Not Found");

  private final Routes routes;

  public PlainAnswers(Routes routes) {
    this.routes = routes;
  }

  @ExceptionHandler({NoHandlerFoundException.class, NoResourceFoundException.class})
  void notFound(HttpServletResponse response) throws IOException {
    RouteHandler.write(NOT_FOUND, response);
  }

  @ExceptionHandler
  void wrongMethod(
      HttpRequestMethodNotSupportedException e,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    String[] methods = e.getSupportedMethods();
    // Spring's handler for static files knows every path, but only to GET it.
    if (methods == null || !routes.known(request.getRequestURI())) {
      RouteHandler.write(NOT_FOUND, response);
      return;
    }
    String allow = String.join(", ", new TreeSet<>(java.util.List.of(methods)));
    RouteHandler.write(wrongMethod(allow), response);
  }

  static Reply wrongMethod(String allow) {
    return Reply.text(405, "405: Method Not Allowed").with("Allow", allow);
  }

  @ExceptionHandler
  void wrongMediaType(HttpMediaTypeException e, HttpServletResponse response) throws IOException {
    RouteHandler.write(
        e instanceof HttpMediaTypeNotAcceptableException
            ? Reply.text(406, "406: Not Acceptable\n\nAvailable representations: application/json")
            : Reply.text(415, "415: Unsupported Media Type"),
        response);
  }

  /** For what never reached a route: the status and its name. */
  static Reply of(int status) {
    HttpStatus known = HttpStatus.resolve(status);
    return Reply.text(status, status + ": " + (known == null ? "Error" : known.getReasonPhrase()));
  }
}
