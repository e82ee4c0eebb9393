package io.meshlog.api.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Replaces the framework's HTML and JSON for requests that no route took. */
@RestController
public final class ErrorPage implements ErrorController {
  private static final int NOT_FOUND = 404;

  @RequestMapping("${server.error.path:${error.path:/error}}")
  void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    // Without a status somebody asks for the path itself, which is no page.
    int code = status instanceof Integer given ? given : NOT_FOUND;
    RouteHandler.write(
        code == NOT_FOUND ? PlainAnswers.NOT_FOUND : PlainAnswers.of(code), response);
  }
}
