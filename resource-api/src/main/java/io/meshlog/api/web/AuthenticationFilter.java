package io.meshlog.api.web;

import io.meshlog.api.auth.Authentication;
import io.meshlog.api.auth.Presented;
import io.meshlog.api.error.ProblemException;
import io.meshlog.api.resource.Ask;
import io.meshlog.api.resource.Reply;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Puts the user of each request where {@link Ask} finds it, or answers 401. */
public final class AuthenticationFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

  private final transient Authentication authentication;
  private final transient Predicate<String> open;

  /**
   * @param open whether a path asks for no proof
   */
  public AuthenticationFilter(Authentication authentication, Predicate<String> open) {
    this.authentication = authentication;
    this.open = open;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    try {
      InetAddress peer = InetAddress.ofLiteral(request.getRemoteAddr());
      Presented presented =
          new Presented(
              peer,
              open.test(request.getRequestURI()),
              request::getHeader,
              clientCertificate(request));
      request.setAttribute(Ask.USER, authentication.userOf(presented));
    } catch (ProblemException e) {
      request.setAttribute(AuditFilter.TITLE, e.problem().title());
      RouteHandler.write(Reply.of(e.problem()), response);
      return;
    }
    chain.doFilter(request, response);
  }

  private static @Nullable X509Certificate clientCertificate(HttpServletRequest request) {
    return request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain && chain.length > 0
        ? chain[0]
        : null;
  }
}
