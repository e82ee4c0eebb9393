package io.meshlog.zone.inspect;

import io.meshlog.api.auth.Access;
import io.meshlog.api.error.Problem;
import io.meshlog.api.error.ProblemException;
import io.meshlog.api.resource.Ask;
import io.meshlog.api.resource.Paging;
import io.meshlog.api.resource.Reads;
import io.meshlog.api.resource.Reply;
import io.meshlog.api.resource.View;
import io.meshlog.api.resource.Views;
import io.meshlog.api.web.Route;
import io.meshlog.api.web.RouteSet;
import io.meshlog.model.diff.JsonPatch;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.log.UncheckedSql;
import io.meshlog.store.push.PushHistory;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.generate.GeneratorVersion;
import io.meshlog.xds.json.ShownConfig;
import io.meshlog.zone.inspect.ToldConfigs.Told;
import io.meshlog.zone.status.SessionName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code …/dataplanes/{name}/_config} (rest-and-dataplane-protocol.md 3.4), with {@code asOf} and
 * its verdict, and {@code …/_pushes}; the same of zone ingresses and egresses. Private keys are in
 * no answer.
 */
public final class ProxyRoutes implements RouteSet {
  private static final String NO_INSIGHT = "Failed to fetch dataplane insight";

  private final Views views;
  private final ToldConfigs configs;
  private final ShadowConfigs shadows;
  private final PushHistory history;

  public ProxyRoutes(Views views, ToldConfigs configs, ShadowConfigs shadows, PushHistory history) {
    this.views = views;
    this.configs = configs;
    this.shadows = shadows;
    this.history = history;
  }

  @Override
  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    add(routes, CoreTypes.DATAPLANE, ask -> ProxyKey.dataplane(ask.mesh(), ask.name()));
    add(routes, CoreTypes.ZONE_INGRESS, ask -> ProxyKey.ingress(ask.name()));
    add(routes, CoreTypes.ZONE_EGRESS, ask -> ProxyKey.egress(ask.name()));
    return routes;
  }

  private void add(List<Route> routes, ResourceType<?> type, Function<Ask, ProxyKey> proxy) {
    Stream.concat(Stream.of(type.path()), type.aliases().stream())
        .forEach(path -> {
          String proxies = (type.isMeshScoped() ? "/meshes/{mesh}/" : "/") + path + "/{name}/";
          routes.add(
              Route.get(
                      proxies + "_config",
                      ask -> guarded(() -> config(ask, type, proxy.apply(ask))))
                  .as(ProxyOperations.config(type).at(path, type.path())));
          routes.add(
              Route.get(
                      proxies + "_pushes",
                      ask -> guarded(() -> pushes(ask, type, proxy.apply(ask))))
                  .as(ProxyOperations.pushes(type).at(path, type.path())));
        });
  }

  @FunctionalInterface
  private interface Blocking {
    Reply get() throws InterruptedException;
  }

  private static Reply guarded(Blocking handler) {
    try {
      return handler.get();
    } catch (UncheckedSql e) {
      throw Problem.unavailable("the record of pushes cannot be read at the moment", 5).raise();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.unavailable("the control plane is stopping", 1).raise();
    }
  }

  // --- _config

  private Reply config(Ask ask, ResourceType<?> type, ProxyKey proxy) throws InterruptedException {
    Access.viewConfigDump(ask.user());
    boolean shadow = of(ask, "shadow", "true", "false").contains("true");
    boolean diff = !of(ask, "include", "diff").isEmpty();
    if ((shadow || diff) && ask.parameter("asOf") != null) {
      throw Problem.badRequest("bad request: 'asOf' goes with neither 'shadow' nor 'include'")
          .raise();
    }
    View view = views.of(ask);
    if (view.image().find(type, proxy.mesh(), proxy.name()).isEmpty()) {
      throw Problem.notFound(view.past() ? Reads.GET_TITLE : NO_INSIGHT).raise();
    }
    ObjectNode root = SpecJson.plain().createObjectNode();
    if (view.past()) {
      told(root, configs.at(proxy, view.image()), view);
    } else if (shadow) {
      shadow(root, shadows.of(proxy, view.image()).orElseThrow(ProxyRoutes::noInsight), diff);
    } else {
      root.set(
          "xds",
          ShownConfig.of(configs.now(proxy, view.image()).orElseThrow(ProxyRoutes::noInsight)));
      if (diff) {
        // Against itself.
        root.putArray("diff");
      }
    }
    return Reply.json(200, root).with("Meshlog-Position", view.position().toString());
  }

  private static void shadow(ObjectNode root, ShadowConfigs.Both both, boolean diff) {
    ObjectNode shown = ShownConfig.of(both.shadow());
    root.set("xds", shown);
    if (diff) {
      root.set("diff", JsonPatch.json(JsonPatch.between(ShownConfig.of(both.current()), shown)));
    }
  }

  private static ProblemException noInsight() {
    return Problem.notFound(NO_INSIGHT).raise();
  }

  /** The values of a parameter, which may be these only. */
  private static List<String> of(Ask ask, String parameter, String... allowed) {
    List<String> values =
        ask.parameters(parameter).stream().filter(value -> !value.isEmpty()).toList();
    if (!List.of(allowed).containsAll(values)) {
      throw Problem.badRequest(
              "bad request: unsupported value for query parameter '" + parameter + "'")
          .raise();
    }
    return values;
  }

  private static void told(ObjectNode root, Told told, View view) {
    root.set(
        "xds",
        told.config().map(ShownConfig::of).orElseGet(() -> SpecJson.plain().createObjectNode()));
    Judgement judgement = told.judgement();
    root.put("position", view.position().toString());
    root.put("verdict", judgement.verdict().word());
    if (!judgement.reason().isEmpty()) {
      root.put("reason", judgement.reason());
    }
    root.put("generatorVersion", GeneratorVersion.current());
    told.record()
        .ifPresent(
            record -> root.set("push", PushJson.of(record.id(), record.push(), view.position())));
    if (!judgement.differences().isEmpty()) {
      ArrayNode differences = root.putArray("differences");
      judgement
          .differences()
          .forEach(difference ->
              differences
                  .addObject()
                  .put("type", difference.type().typeUrl())
                  .put("name", difference.name())
                  .put("change", PushJson.word(difference.how())));
    }
    if (!judgement.notCompared().isEmpty()) {
      ArrayNode notCompared = root.putArray("notCompared");
      judgement.notCompared().forEach(notCompared::add);
    }
  }

  // --- _pushes

  private Reply pushes(Ask ask, ResourceType<?> type, ProxyKey proxy) {
    Access.viewConfigDump(ask.user());
    View view = views.newest();
    Paging paging = Paging.of(ask);
    String name = SessionName.of(proxy);
    PushHistory.Page page =
        paging.after().isPresent()
            ? history.after(name, paging.after().getAsLong(), paging.size())
            : history.before(name, paging.before().orElse(Long.MAX_VALUE), paging.size());
    if (page.entries().isEmpty()
        && !page.older()
        && !page.newer()
        && view.image().find(type, proxy.mesh(), proxy.name()).isEmpty()) {
      throw Problem.notFound("Could not retrieve the pushes").raise();
    }
    ObjectNode root = SpecJson.plain().createObjectNode();
    ArrayNode items = root.putArray("items");
    page.entries()
        .forEach(entry -> items.add(PushJson.of(entry.id(), entry.push(), view.position())));
    link(root, "next", ask, "before", page.older() ? page.entries().getLast() : null);
    link(root, "prev", ask, "after", page.newer() ? page.entries().getFirst() : null);
    return Reply.json(200, root);
  }

  private static void link(
      ObjectNode root, String field, Ask ask, String cursor, PushHistory.@Nullable Entry from) {
    root.put(field, from == null ? null : Paging.link(ask, cursor, from.id()));
  }
}
