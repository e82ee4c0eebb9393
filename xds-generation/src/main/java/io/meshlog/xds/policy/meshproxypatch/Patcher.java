package io.meshlog.xds.policy.meshproxypatch;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.meshlog.model.resource.Tags;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.draft.Finished;
import io.meshlog.xds.draft.Finished.Part;
import io.meshlog.xds.json.EnvoyJson;
import io.meshlog.xds.json.EnvoyJson.Unreadable;
import io.meshlog.xds.policy.meshproxypatch.MeshProxyPatch.Change;
import io.meshlog.xds.policy.meshproxypatch.MeshProxyPatch.Match;
import io.meshlog.xds.policy.meshproxypatch.MeshProxyPatch.Modification;
import io.meshlog.xds.policy.meshproxypatch.MeshProxyPatch.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Applies modifications to finished messages, in order. A modification that does not fit what it
 * meets (a JSON patch of what is not there, a filter of another type) leaves it as it was.
 */
final class Patcher {
  private static final String ADDED = "mesh-proxy-patch";

  private Patcher() {}

  static void apply(Modification modification, Finished finished) {
    if (modification.cluster() != null) {
      cluster(modification.cluster(), finished.clusters());
    } else if (modification.listener() != null) {
      listener(modification.listener(), finished.listeners());
    } else if (modification.networkFilter() != null) {
      Change change = modification.networkFilter();
      chains(finished, change.matchOrAny(), chain -> networkFilters(chain, change));
    } else if (modification.httpFilter() != null) {
      Change change = modification.httpFilter();
      chains(finished, change.matchOrAny(), chain -> managers(chain, m -> httpFilters(m, change)));
    } else if (modification.virtualHost() != null) {
      Change change = modification.virtualHost();
      Match match = change.matchOrAny();
      chains(
          finished,
          new Match(match.origin(), null, null, null, null, null),
          chain -> managers(chain, manager -> routes(manager, change)));
      finished
          .routes()
          .replaceAll(part -> {
            boolean meant = is(match.origin(), part.origin());
            return meant ? part.with(routes(part.message(), change)) : part;
          });
    }
  }

  private static void cluster(Change change, List<Part<Cluster>> clusters) {
    Match match = change.matchOrAny();
    if (change.operation() == Operation.Add) {
      read(change, Cluster.getDefaultInstance())
          .ifPresent(made -> {
            clusters.removeIf(part -> part.message().getName().equals(made.getName()));
            clusters.add(new Part<>(ADDED, made));
          });
      return;
    }
    clusters.replaceAll(part ->
        is(match.origin(), part.origin()) && is(match.name(), part.message().getName())
            ? part.with(patched(part.message(), change))
            : part);
    if (change.operation() == Operation.Remove) {
      clusters.removeIf(
          part -> is(match.origin(), part.origin()) && is(match.name(), part.message().getName()));
    }
  }

  private static void listener(Change change, List<Part<Listener>> listeners) {
    Match match = change.matchOrAny();
    if (change.operation() == Operation.Add) {
      read(change, Listener.getDefaultInstance())
          .ifPresent(made -> {
            listeners.removeIf(part -> part.message().getName().equals(made.getName()));
            listeners.add(new Part<>(ADDED, made));
          });
      return;
    }
    listeners.replaceAll(part ->
        about(part, match.origin(), match.name(), match.tags())
            ? part.with(patched(part.message(), change))
            : part);
    if (change.operation() == Operation.Remove) {
      listeners.removeIf(part -> about(part, match.origin(), match.name(), match.tags()));
    }
  }

  private static boolean about(
      Part<Listener> part, @Nullable String origin, @Nullable String name, @Nullable Tags tags) {
    return is(origin, part.origin())
        && is(name, part.message().getName())
        && (tags == null || tags(part.message()).satisfy(tags));
  }

  private static Tags tags(Listener listener) {
    Tags tags = Tags.EMPTY;
    for (var tag :
        listener
            .getMetadata()
            .getFilterMetadataMap()
            .getOrDefault("io.kuma.tags", com.google.protobuf.Struct.getDefaultInstance())
            .getFieldsMap()
            .entrySet()) {
      tags = tags.with(tag.getKey(), tag.getValue().getStringValue());
    }
    return tags;
  }

  private static boolean is(@Nullable String wanted, String actual) {
    return wanted == null || wanted.equals(actual);
  }

  /** Every filter chain of the listeners that a match of filters is about. */
  private static void chains(Finished finished, Match match, UnaryOperator<FilterChain> operation) {
    finished
        .listeners()
        .replaceAll(part -> {
          if (!about(part, match.origin(), match.listenerName(), match.listenerTags())) {
            return part;
          }
          Listener.Builder listener = part.message().toBuilder();
          for (int i = 0; i < listener.getFilterChainsCount(); i++) {
            listener.setFilterChains(i, operation.apply(listener.getFilterChains(i)));
          }
          return part.with(listener.build());
        });
  }

  private static FilterChain networkFilters(FilterChain chain, Change change) {
    List<Filter> filters =
        FilterLists.apply(
            chain.getFiltersList(),
            change,
            Filter::getName,
            () -> read(change, Filter.getDefaultInstance()),
            filter ->
                typed(filter.getTypedConfig(), patch(change, Filter.getDefaultInstance()), change)
                    .map(config -> filter.toBuilder().setTypedConfig(config).build())
                    .orElse(filter));
    return chain.toBuilder().clearFilters().addAllFilters(filters).build();
  }

  private static HttpConnectionManager httpFilters(HttpConnectionManager manager, Change change) {
    List<HttpFilter> filters =
        FilterLists.apply(
            manager.getHttpFiltersList(),
            change,
            HttpFilter::getName,
            () -> read(change, HttpFilter.getDefaultInstance()),
            filter ->
                typed(
                        filter.getTypedConfig(),
                        patch(change, HttpFilter.getDefaultInstance()),
                        change)
                    .map(config -> filter.toBuilder().setTypedConfig(config).build())
                    .orElse(filter));
    return manager.toBuilder().clearHttpFilters().addAllHttpFilters(filters).build();
  }

  /** The filter's config with the patch over it; of the patch only the config counts. */
  private static Optional<Any> typed(Any config, Optional<? extends Message> patch, Change change) {
    if (change.value() == null) {
      return EnvoyJson.unpack(config)
          .flatMap(message -> json(message, change))
          .map(XdsResource::pack);
    }
    return patch.flatMap(filter -> {
      Object packed =
          filter.getField(filter.getDescriptorForType().findFieldByName("typed_config"));
      return Merging.merge(config, (Any) packed);
    });
  }

  private static FilterChain managers(
      FilterChain chain, UnaryOperator<HttpConnectionManager> operation) {
    FilterChain.Builder result = chain.toBuilder();
    for (int i = 0; i < result.getFiltersCount(); i++) {
      Filter filter = result.getFilters(i);
      if (filter.getTypedConfig().is(HttpConnectionManager.class)) {
        Message unpacked = EnvoyJson.unpack(filter.getTypedConfig()).orElse(null);
        if (unpacked instanceof HttpConnectionManager manager) {
          Any config = XdsResource.pack(operation.apply(manager));
          result.setFilters(i, filter.toBuilder().setTypedConfig(config));
        }
      }
    }
    return result.build();
  }

  private static HttpConnectionManager routes(HttpConnectionManager manager, Change change) {
    return manager.hasRouteConfig()
        ? manager.toBuilder().setRouteConfig(routes(manager.getRouteConfig(), change)).build()
        : manager;
  }

  private static RouteConfiguration routes(RouteConfiguration routes, Change change) {
    Match match = change.matchOrAny();
    if (!is(match.routeConfigurationName(), routes.getName())) {
      return routes;
    }
    List<VirtualHost> hosts = new ArrayList<>();
    for (VirtualHost host : routes.getVirtualHostsList()) {
      boolean meant = is(match.name(), host.getName());
      if (!meant || change.operation() != Operation.Remove) {
        hosts.add(meant ? patched(host, change) : host);
      }
    }
    if (change.operation() == Operation.Add) {
      read(change, VirtualHost.getDefaultInstance()).ifPresent(hosts::add);
    }
    return routes.toBuilder().clearVirtualHosts().addAllVirtualHosts(hosts).build();
  }

  /** The message with the patch over it, or as it was. */
  private static <M extends Message> M patched(M message, Change change) {
    if (change.operation() != Operation.Patch) {
      return message;
    }
    if (change.value() == null) {
      return json(message, change).orElse(message);
    }
    @SuppressWarnings("unchecked")
    M prototype = (M) message.getDefaultInstanceForType();
    return read(change, prototype)
        .map(patch -> {
          Message.Builder builder = message.toBuilder();
          Merging.merge(builder, patch);
          @SuppressWarnings("unchecked")
          M merged = (M) builder.build();
          return merged;
        })
        .orElse(message);
  }

  private static <M extends Message> Optional<M> json(M message, Change change) {
    try {
      JsonNode result = JsonPatches.apply(EnvoyJson.print(message), change.patches());
      @SuppressWarnings("unchecked")
      M prototype = (M) message.getDefaultInstanceForType();
      return result == null ? Optional.empty() : Optional.of(EnvoyJson.parse(result, prototype));
    } catch (Unreadable e) {
      return Optional.empty();
    }
  }

  private static <M extends Message> Optional<M> patch(Change change, M prototype) {
    return change.value() == null ? Optional.empty() : read(change, prototype);
  }

  private static <M extends Message> Optional<M> read(Change change, M prototype) {
    try {
      return change.value() == null
          ? Optional.empty()
          : Optional.of(EnvoyJson.parseYaml(change.value(), prototype));
    } catch (Unreadable e) {
      return Optional.empty();
    }
  }
}
