package io.meshlog.xds.policy.meshaccesslog;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.filters.http.lua.v3.Lua;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.type.matcher.v3.MetadataMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.envoyproxy.envoy.type.matcher.v3.ValueMatcher;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.draft.HttpDraft;
import io.meshlog.xds.draft.RouteDraft;

/**
 * Loggers for the requests of one route: the route carries its name as metadata, a filter hands it
 * on to where loggers can see it (policies.md 2.9, last paragraph).
 */
final class RouteLogs {
  private static final String FILTER = "envoy.filters.http.lua";
  private static final String KEY = "route_kri";
  private static final String SEEN_BY_LOGGERS = "kuma.routes";
  private static final String SCRIPT =
      """
      function envoy_on_request(handle)
        local route = handle:metadata():get("route_kri")
        if route ~= nil then
          handle:streamInfo():dynamicMetadata():set("kuma.routes", "route_kri", route)
        end
      end
      """;

  private RouteLogs() {}

  /** Has the route tell its name. */
  static void mark(HttpDraft http, RouteDraft route) {
    Struct name =
        Struct.newBuilder()
            .putFields(KEY, Value.newBuilder().setStringValue(route.name()).build())
            .build();
    route.route().getMetadataBuilder().putFilterMetadata(FILTER, name);
    if (http.filters().stream().noneMatch(filter -> filter.getName().equals(FILTER))) {
      http.filters()
          .add(
              HttpFilter.newBuilder()
                  .setName(FILTER)
                  .setTypedConfig(
                      XdsResource.pack(
                          Lua.newBuilder()
                              .setDefaultSourceCode(DataSource.newBuilder().setInlineString(SCRIPT))
                              .build()))
                  .build());
    }
  }

  /** The logger, for requests of that route alone. */
  static AccessLog only(AccessLog.Builder logger, String route) {
    logger
        .getFilterBuilder()
        .getMetadataFilterBuilder()
        .setMatchIfKeyNotFound(BoolValue.of(false))
        .setMatcher(
            MetadataMatcher.newBuilder()
                .setFilter(SEEN_BY_LOGGERS)
                .addPath(MetadataMatcher.PathSegment.newBuilder().setKey(KEY))
                .setValue(
                    ValueMatcher.newBuilder()
                        .setStringMatch(StringMatcher.newBuilder().setExact(route))));
    return logger.build();
  }
}
