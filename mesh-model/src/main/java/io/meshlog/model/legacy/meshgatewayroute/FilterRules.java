package io.meshlog.model.legacy.meshgatewayroute;

import io.meshlog.model.legacy.Checks;
import io.meshlog.model.legacy.meshgatewayroute.Filter.HeaderFilter;
import io.meshlog.model.legacy.meshgatewayroute.Filter.HeaderValue;
import io.meshlog.model.legacy.meshgatewayroute.Filter.Redirect;
import io.meshlog.model.resource.AddressRules;
import io.meshlog.model.resource.Violations;
import java.util.List;
import java.util.Set;

/**
 * Filters of a MeshGatewayRoute.
 *
 * @param byPrefix whether a match of the rule is by a prefix of the path
 * @param hostRewritten whether a filter of the rule sets the backend's host
 */
record FilterRules(boolean byPrefix, boolean hostRewritten) {
  private static final Set<String> HOST = Set.of(":authority", "Host", "host");
  private static final int FIRST_STATUS = 300;
  private static final int LAST_STATUS = 308;

  /** Those that set the backend's host are not counted, as clients know it. */
  void validate(List<Filter> filters, Violations at) {
    List<Filter> others = filters.stream().filter(filter -> !filter.rewritesHost()).toList();
    for (int i = 0; i < others.size(); i++) {
      filter(others.get(i), at.index(i));
    }
  }

  private void filter(Filter filter, Violations at) {
    if (filter.requestHeader() != null) {
      headers(filter.requestHeader(), at.at("request_header"));
    }
    if (filter.redirect() != null) {
      redirect(filter.redirect(), at.at("redirect"));
    }
    if (filter.mirror() != null) {
      Violations mirror = at.at("mirror");
      Checks.percentage(filter.mirror().percentage(), mirror);
      MeshGatewayRouteRules.backend(filter.mirror().backend(), mirror.at("backend"));
    }
    if (filter.rewrite() != null && filter.rewrite().replacePrefixMatch() != null && !byPrefix) {
      at.add("rewrite.replacePrefixMatch", "cannot be used without a match on path prefix");
    }
  }

  private void headers(HeaderFilter filter, Violations at) {
    if (filter.empty()) {
      at.add(Checks.EMPTY);
    }
    values(filter.setOrNone(), at.at("set"));
    values(filter.addOrNone(), at.at("add"));
    for (int i = 0; i < filter.removeOrNone().size(); i++) {
      Checks.given(filter.removeOrNone().get(i), at.at("remove", i));
    }
  }

  private void values(List<HeaderValue> headers, Violations at) {
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.get(i).name();
      if (Checks.blank(name)) {
        at.index(i).add("name", Checks.EMPTY);
      } else if (hostRewritten && HOST.contains(name)) {
        at.index(i)
            .add(
                "cannot modify '"
                    + name
                    + "' header, when route has set 'rewrite.host_to_backend_hostname' option");
      }
      Checks.given(headers.get(i).value(), at.index(i).at("value"));
    }
  }

  private static void redirect(Redirect redirect, Violations at) {
    if (redirect.port() > 0) {
      AddressRules.port((int) Math.min(redirect.port(), Integer.MAX_VALUE), at.at("port"));
    }
    if (redirect.statusCode() < FIRST_STATUS || redirect.statusCode() > LAST_STATUS) {
      at.add("status_code", "must be in the range [300, 308]");
    }
  }
}
