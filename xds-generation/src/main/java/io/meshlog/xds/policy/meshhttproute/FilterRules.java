package io.meshlog.xds.policy.meshhttproute;

import io.meshlog.model.resource.Violations;
import io.meshlog.model.target.TargetKind;
import io.meshlog.model.target.TargetRefRules;
import io.meshlog.xds.policy.PolicyChecks;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Filter;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.HeaderModifier;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.HeaderValue;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Match;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Mirror;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.PathRewrite;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.PathType;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Redirect;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Rewrite;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.RewriteType;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which filters are acceptable in a rule with these matches (policies.md 2.2). */
record FilterRules(List<Match> matches, boolean gateway) {
  private static final Set<TargetKind> MIRRORS =
      Set.of(TargetKind.MESH_SERVICE, TargetKind.MESH_SERVICE_SUBSET);
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  void check(Filter filter, Violations at) {
    switch (filter.type()) {
      case RequestHeaderModifier ->
          headers(filter.requestHeaderModifier(), at, "requestHeaderModifier");
      case ResponseHeaderModifier ->
          headers(filter.responseHeaderModifier(), at, "responseHeaderModifier");
      case RequestRedirect -> redirect(filter.requestRedirect(), at);
      case URLRewrite -> rewrite(filter.urlRewrite(), at);
      case RequestMirror -> mirror(filter.requestMirror(), at);
      case null -> {}
    }
  }

  private static void headers(@Nullable HeaderModifier modifier, Violations at, String field) {
    if (modifier == null) {
      at.add(field, PolicyChecks.DEFINED);
      return;
    }
    Violations here = at.at(field);
    if (modifier.setOrNone().isEmpty()
        && modifier.addOrNone().isEmpty()
        && modifier.removeOrNone().isEmpty()) {
      here.add("must have at least one defined: set, add, remove");
    }
    Set<String> names = new HashSet<>();
    values(modifier.setOrNone(), "set", names, here);
    values(modifier.addOrNone(), "add", names, here);
    for (int i = 0; i < modifier.removeOrNone().size(); i++) {
      if (!names.add(modifier.removeOrNone().get(i).toLowerCase(Locale.ROOT))) {
        here.at("remove", i).add("duplicate header name");
      }
    }
  }

  private static void values(
      List<HeaderValue> values, String list, Set<String> names, Violations at) {
    for (int i = 0; i < values.size(); i++) {
      String name = Objects.requireNonNullElse(values.get(i).name(), "");
      if (!names.add(name.toLowerCase(Locale.ROOT))) {
        at.at(list, i).add("name", "duplicate header name");
      }
    }
  }

  private void redirect(@Nullable Redirect redirect, Violations at) {
    if (redirect == null) {
      at.add("requestRedirect", PolicyChecks.DEFINED);
      return;
    }
    Violations here = at.at("requestRedirect");
    hostname(redirect.hostname(), here);
    path(redirect.path(), here.at("path"));
    if (redirect.port() != null && (redirect.port() < 1 || redirect.port() > 65535)) {
      here.add("port", "port must be a valid (1-65535)");
    }
  }

  private void rewrite(@Nullable Rewrite rewrite, Violations at) {
    if (rewrite == null) {
      at.add("urlRewrite", PolicyChecks.DEFINED);
      return;
    }
    Violations here = at.at("urlRewrite");
    hostname(rewrite.hostname(), here);
    path(rewrite.path(), here.at("path"));
    if (rewrite.hostToBackendHostname() != null && !gateway) {
      here.add("hostToBackendHostname", PolicyChecks.NOT_DEFINED);
    }
  }

  private static void hostname(@Nullable String hostname, Violations at) {
    boolean ip =
        hostname != null && (IPV4.matcher(hostname).matches() || hostname.indexOf(':') >= 0);
    if (ip) {
      at.add("hostname", "cannot be an IP address");
    }
  }

  private void path(@Nullable PathRewrite path, Violations at) {
    if (path == null) {
      return;
    }
    if (path.type() == RewriteType.ReplaceFullPath && path.replaceFullPath() == null) {
      at.add("replaceFullPath", PolicyChecks.DEFINED);
    }
    if (path.type() == RewriteType.ReplacePrefixMatch) {
      if (path.replacePrefixMatch() == null) {
        at.add("replacePrefixMatch", PolicyChecks.DEFINED);
      }
      boolean allPrefixes =
          matches.stream()
              .allMatch(m -> m.path() != null && m.path().type() == PathType.PathPrefix);
      if (!allPrefixes) {
        at.add("replacePrefixMatch", "can only appear if all matches match a path prefix");
      }
    }
  }

  private static void mirror(@Nullable Mirror mirror, Violations at) {
    if (mirror == null) {
      at.add("requestMirror", PolicyChecks.DEFINED);
      return;
    }
    Violations here = at.at("requestMirror");
    if (mirror.percentage() != null && !percentage(mirror.percentage())) {
      here.add("percentage", "must be in inclusive range [0.0, 100.0]");
    }
    if (mirror.backendRef() == null) {
      here.add("backendRef", PolicyChecks.DEFINED);
    } else {
      TargetRefRules.validateBackend(mirror.backendRef(), MIRRORS, here.at("backendRef"));
    }
  }

  private static boolean percentage(Object value) {
    try {
      BigDecimal number = new BigDecimal(value.toString());
      return number.signum() >= 0 && number.compareTo(BigDecimal.valueOf(100)) <= 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
