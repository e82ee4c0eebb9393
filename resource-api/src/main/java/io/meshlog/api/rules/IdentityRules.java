package io.meshlog.api.rules;

import io.meshlog.api.resource.Ask;
import io.meshlog.api.resource.KriText;
import io.meshlog.api.resource.Reads;
import io.meshlog.api.resource.Reply;
import io.meshlog.api.resource.Views;
import io.meshlog.model.dataplane.DataplaneSpec.Inbound;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Kri;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.target.Effective;
import io.meshlog.model.target.InboundRules;
import io.meshlog.xds.policy.Addressed;
import io.meshlog.xds.policy.MatchedPolicies;
import io.meshlog.xds.policy.Policy;
import io.meshlog.xds.policy.PolicySet;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoutePolicy;
import io.meshlog.xds.policy.meshtcproute.MeshTCPRoutePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which policies are in force for a proxy, an inbound, an outbound or a route, each by its KRI: the
 * endpoints for meshes whose services are addressed by identity alone
 * (rest-and-dataplane-protocol.md 3.4). Thread-safe.
 */
public final class IdentityRules {
  private static final String ENDPOINT = "_policies";

  /** They say where traffic goes; the others how. */
  private static final Set<String> ROUTES =
      Set.of(MeshHTTPRoutePolicy.TYPE.name(), MeshTCPRoutePolicy.TYPE.name());

  private final Views views;

  public IdentityRules(Views views) {
    this.views = views;
  }

  /** {@code …/_policies}: the confs for the proxy as a whole. */
  public Reply ofProxy(Ask ask) {
    Subject subject = subject(ask);
    return policies(
        subject,
        new Confs() {
          @Override
          public <C> Optional<Effective<C>> of(PolicySet<C> set) {
            return set.policies().stream().anyMatch(each -> each.spec().single() != null)
                ? set.single()
                : Optional.empty();
          }
        });
  }

  /** {@code …/_inbounds/{kri}/_policies}. */
  public Reply ofInbound(Ask ask) {
    Subject subject = subject(ask);
    String section = kri(ask, "inbound").section();
    List<Inbound> inbounds = subject.dataplane().spec().net().inbounds();
    ObjectNode root = SpecJson.plain().createObjectNode();
    ArrayNode policies = root.putArray("policies");
    for (int i = 0; i < inbounds.size(); i++) {
      if (inbounds.get(i).section().equals(section)) {
        for (MatchedPolicies<?> type : subject.matched()) {
          inbound(policies, new Shown(subject.image()), type, i);
        }
      }
    }
    return Reads.positioned(Reply.json(200, root), subject.view());
  }

  private static <C> void inbound(
      ArrayNode policies, Shown shown, MatchedPolicies<C> type, int index) {
    InboundRules<C> found = type.inbounds().get(index).rules();
    if (found.base().isEmpty() && found.matched().isEmpty()) {
      return;
    }
    ObjectNode node = policies.addObject();
    node.put("kind", type.policy().type().name());
    ArrayNode rules = node.putArray("rules");
    List<Resource<?>> origins = new ArrayList<>();
    found
        .matched()
        .forEach(each -> {
          ObjectNode rule = rule(rules, shown, type.policy(), each.effective());
          rule.set("match", SpecJson.plain().valueToTree(each.match()));
          shown.sources(each.effective()).forEach(origins::add);
        });
    found
        .base()
        .ifPresent(base -> {
          rule(rules, shown, type.policy(), base);
          shown.sources(base).forEach(origins::add);
        });
    Shown.kris(node.putArray("origins"), origins.stream());
  }

  private static <C> ObjectNode rule(
      ArrayNode rules, Shown shown, Policy<C> policy, Effective<C> effective) {
    ObjectNode rule = rules.addObject();
    rule.set("conf", Shown.conf(policy, effective));
    rule.put("kri", shown.strongest(effective));
    return rule;
  }

  /** {@code …/_outbounds/{kri}/_policies}. What is not there has what all destinations have. */
  public Reply ofOutbound(Ask ask) {
    Subject subject = subject(ask);
    Kri outbound = kri(ask, "outbound");
    Addressed addressed = Addressed.of(subject.image(), subject.mesh());
    return policies(
        subject,
        new Confs() {
          @Override
          public <C> Optional<Effective<C>> of(PolicySet<C> set) {
            return set.toNamed(addressed).find(outbound);
          }
        });
  }

  /** {@code …/_outbounds/{kri}/_routes/{route}/_policies}. */
  public Reply ofRoute(Ask ask) {
    Subject subject = subject(ask);
    Kri outbound = kri(ask, "outbound");
    Kri route = kri(ask, "route");
    Addressed addressed = Addressed.of(subject.image(), subject.mesh());
    return policies(
        subject,
        new Confs() {
          @Override
          public <C> Optional<Effective<C>> of(PolicySet<C> set) {
            return set.toNamed(addressed).findRoute(route, outbound);
          }
        });
  }

  /** Picks the conf that is asked for. */
  private interface Confs {
    <C> Optional<Effective<C>> of(PolicySet<C> set);
  }

  private static Reply policies(Subject subject, Confs confs) {
    ObjectNode root = SpecJson.plain().createObjectNode();
    ArrayNode policies = root.putArray("policies");
    Shown shown = new Shown(subject.image());
    subject.matched().stream()
        .filter(type -> !ROUTES.contains(type.policy().type().name()))
        .forEach(type -> policy(policies, shown, type, confs));
    return Reads.positioned(Reply.json(200, root), subject.view());
  }

  private static <C> void policy(
      ArrayNode policies, Shown shown, MatchedPolicies<C> type, Confs confs) {
    confs
        .of(type.proxy())
        .ifPresent(effective -> {
          ObjectNode node = policies.addObject();
          node.put("kind", type.policy().type().name());
          node.set("conf", Shown.conf(type.policy(), effective));
          Shown.kris(node.putArray("origins"), shown.sources(effective));
        });
  }

  /** {@code …/_outbounds/{kri}/_routes}. */
  public Reply routes(Ask ask) {
    Subject subject = subject(ask);
    Kri outbound = kri(ask, "outbound");
    Addressed addressed = Addressed.of(subject.image(), subject.mesh());
    ObjectNode root = SpecJson.plain().createObjectNode();
    ArrayNode routes = root.putArray("routes");
    subject.matched().stream()
        .filter(type -> ROUTES.contains(type.policy().type().name()))
        .forEach(type -> route(routes, new Shown(subject.image()), type, addressed, outbound));
    return Reads.positioned(Reply.json(200, root), subject.view());
  }

  private static <C> void route(
      ArrayNode routes, Shown shown, MatchedPolicies<C> type, Addressed addressed, Kri outbound) {
    type.proxy()
        .toNamed(addressed)
        .find(outbound)
        .ifPresent(effective -> {
          ObjectNode node = routes.addObject();
          node.put("kind", type.policy().type().name());
          ArrayNode rules = node.putArray("rules");
          Function<JsonNode, String> owner = owner(shown.sources(effective).toList());
          for (JsonNode each : Shown.conf(type.policy(), effective).path("rules")) {
            ObjectNode rule = rules.addObject();
            JsonNode conf = each.path("default");
            rule.set("conf", conf.isMissingNode() ? SpecJson.plain().createObjectNode() : conf);
            rule.put("kri", owner.apply(each.path("matches")));
            if (each.has("matches")) {
              rule.set("matches", each.path("matches"));
            }
          }
          Shown.kris(node.putArray("origins"), shown.sources(effective));
        });
  }

  /** The strongest of the policies with a rule of these matches: the one whose rule it is. */
  private static Function<JsonNode, String> owner(List<Resource<?>> weakestFirst) {
    return matches ->
        weakestFirst.reversed().stream()
            .filter(policy -> matchesOf(policy).anyMatch(matches::equals))
            .findFirst()
            .or(() -> weakestFirst.reversed().stream().findFirst())
            .map(policy -> Kri.of(policy).toString())
            .orElse("");
  }

  private static Stream<JsonNode> matchesOf(Resource<?> policy) {
    return SpecJson.tree(policy.type(), policy.spec())
        .path("to")
        .valueStream()
        .flatMap(to -> to.path("rules").valueStream())
        .map(rule -> rule.path("matches"));
  }

  private Subject subject(Ask ask) {
    return Subject.exclusive(ask, views.of(ask), ENDPOINT);
  }

  private static Kri kri(Ask ask, String variable) {
    @Nullable String text = ask.variables().get(variable);
    return KriText.parse(text == null ? "" : text);
  }
}
