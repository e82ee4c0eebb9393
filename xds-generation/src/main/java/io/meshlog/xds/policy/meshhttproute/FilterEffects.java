package io.meshlog.xds.policy.meshhttproute;

import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import io.envoyproxy.envoy.config.core.v3.RuntimeFractionalPercent;
import io.envoyproxy.envoy.config.route.v3.RedirectAction;
import io.envoyproxy.envoy.config.route.v3.RedirectAction.RedirectResponseCode;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatchAndSubstitute;
import io.envoyproxy.envoy.type.v3.FractionalPercent;
import io.envoyproxy.envoy.type.v3.FractionalPercent.DenominatorType;
import io.meshlog.model.target.BackendRef;
import io.meshlog.xds.draft.RouteDraft;
import io.meshlog.xds.draft.Router;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Filter;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.HeaderModifier;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Mirror;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.PathRewrite;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Redirect;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Rewrite;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.RewriteType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What filters do to a route (policies.md 2.2, effect 7).
 *
 * @param belowPrefix whether the route matches what is below a path prefix
 * @param gateway whether it is of a gateway, where a replaced prefix is a path of its own
 */
record FilterEffects(RouteDraft route, boolean belowPrefix, boolean gateway) {

  void add(Filter filter, Router router) {
    switch (filter.type()) {
      case RequestHeaderModifier -> requestHeaders(filter.requestHeaderModifier());
      case ResponseHeaderModifier -> responseHeaders(filter.responseHeaderModifier());
      case RequestRedirect -> redirect(filter.requestRedirect());
      case URLRewrite -> rewrite(filter.urlRewrite());
      case RequestMirror -> mirror(filter.requestMirror(), router);
      case null -> {}
    }
  }

  private void requestHeaders(@Nullable HeaderModifier headers) {
    if (headers != null) {
      route
          .route()
          .addAllRequestHeadersToAdd(options(headers))
          .addAllRequestHeadersToRemove(headers.removeOrNone());
    }
  }

  private void responseHeaders(@Nullable HeaderModifier headers) {
    if (headers != null) {
      route
          .route()
          .addAllResponseHeadersToAdd(options(headers))
          .addAllResponseHeadersToRemove(headers.removeOrNone());
    }
  }

  private static List<HeaderValueOption> options(HeaderModifier headers) {
    List<HeaderValueOption> options = new ArrayList<>();
    headers
        .setOrNone()
        .forEach(h -> options.add(option(h, HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD)));
    headers
        .addOrNone()
        .forEach(h -> options.add(option(h, HeaderAppendAction.APPEND_IF_EXISTS_OR_ADD)));
    return options;
  }

  private static HeaderValueOption option(
      MeshHTTPRoute.HeaderValue header, HeaderAppendAction action) {
    return HeaderValueOption.newBuilder()
        .setHeader(
            HeaderValue.newBuilder()
                .setKey(Objects.requireNonNullElse(header.name(), ""))
                .setValue(Objects.requireNonNullElse(header.value(), "")))
        .setAppendAction(action)
        .build();
  }

  private void redirect(@Nullable Redirect redirect) {
    if (redirect == null) {
      return;
    }
    RedirectAction.Builder to = RedirectAction.newBuilder();
    if (redirect.scheme() != null) {
      to.setSchemeRedirect(redirect.scheme().name());
    }
    if (redirect.hostname() != null) {
      to.setHostRedirect(redirect.hostname());
    }
    if (redirect.port() != null) {
      to.setPortRedirect(redirect.port());
    }
    to.setResponseCode(code(redirect.statusCode()));
    PathRewrite path = redirect.path();
    if (path != null && path.type() == RewriteType.ReplaceFullPath) {
      to.setPathRedirect(Objects.requireNonNullElse(path.replaceFullPath(), "/"));
    } else if (path != null) {
      String prefix = prefix(path);
      if (belowPrefix) {
        to.setPrefixRewrite(prefix);
      } else {
        to.setRegexRewrite(whole(prefix));
      }
    }
    route.redirect(to.build());
  }

  private static RedirectResponseCode code(@Nullable Integer status) {
    return switch (Objects.requireNonNullElse(status, 302)) {
      case 301 -> RedirectResponseCode.MOVED_PERMANENTLY;
      case 303 -> RedirectResponseCode.SEE_OTHER;
      case 307 -> RedirectResponseCode.TEMPORARY_REDIRECT;
      case 308 -> RedirectResponseCode.PERMANENT_REDIRECT;
      default -> RedirectResponseCode.FOUND;
    };
  }

  private void rewrite(@Nullable Rewrite rewrite) {
    if (rewrite == null) {
      return;
    }
    if (rewrite.hostname() != null) {
      route.action().setHostRewriteLiteral(rewrite.hostname());
    } else if (gateway && Boolean.TRUE.equals(rewrite.hostToBackendHostname())) {
      route.action().getAutoHostRewriteBuilder().setValue(true);
    }
    PathRewrite path = rewrite.path();
    if (path != null && path.type() == RewriteType.ReplaceFullPath) {
      route
          .action()
          .setRegexRewrite(whole(Objects.requireNonNullElse(path.replaceFullPath(), "/")));
    } else if (path != null) {
      String prefix = prefix(path);
      if (belowPrefix) {
        route.action().setPrefixRewrite(prefix);
      } else {
        route.action().setRegexRewrite(whole(prefix));
      }
    }
  }

  /** As written but for gateways, where it ends with a slash just when the matched one does. */
  private String prefix(PathRewrite path) {
    String written = Objects.requireNonNullElse(path.replacePrefixMatch(), "/");
    if (!gateway) {
      return written;
    }
    String bare = written.replaceAll("/+$", "");
    return belowPrefix || bare.isEmpty() ? bare + '/' : bare;
  }

  private static RegexMatchAndSubstitute whole(String path) {
    return RegexMatchAndSubstitute.newBuilder()
        .setPattern(RouteMatches.regex(".*"))
        .setSubstitution(path)
        .build();
  }

  private void mirror(@Nullable Mirror mirror, Router router) {
    BackendRef to = mirror == null ? null : mirror.backendRef();
    if (mirror == null || to == null) {
      return;
    }
    router
        .proxy()
        .destination(to)
        .map(destination -> router.backend(destination, 1).cluster())
        .ifPresent(cluster ->
            route.mirrors().add(new RouteDraft.Mirror(cluster, fraction(mirror.percentage()))));
  }

  private static @Nullable RuntimeFractionalPercent fraction(@Nullable Object percentage) {
    return percentage == null
        ? null
        : RuntimeFractionalPercent.newBuilder()
            .setDefaultValue(percent(new BigDecimal(percentage.toString())))
            .build();
  }

  /** A whole number is of a hundred, two decimals of ten thousand, more of a million. */
  static FractionalPercent percent(BigDecimal value) {
    int scale = Math.max(0, value.stripTrailingZeros().scale());
    DenominatorType of =
        scale == 0
            ? DenominatorType.HUNDRED
            : scale <= 2 ? DenominatorType.TEN_THOUSAND : DenominatorType.MILLION;
    int shift = scale == 0 ? 0 : scale <= 2 ? 2 : 4;
    return FractionalPercent.newBuilder()
        .setNumerator(value.movePointRight(shift).intValue())
        .setDenominator(of)
        .build();
  }
}
