package io.meshlog.api.web;

import io.meshlog.api.audit.Audit;
import io.meshlog.api.resource.Ask;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;

/** Notes what was refused, by whomever along the way. Outside of all other filters. */
public final class AuditFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  /** Request attribute that holds the title of the problem that was answered. */
  static final String TITLE = "meshlog.problem";

  private final transient Audit audit;

  public AuditFilter(Audit audit) {
    this.audit = audit;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    chain.doFilter(request, response);
    if (Audit.notes(request.getMethod(), response.getStatus())) {
      Object title = Objects.requireNonNullElse(request.getAttribute(TITLE), "");
      audit.refused(new Ask(request, Map.of()), response.getStatus(), title.toString());
    }
  }
}
