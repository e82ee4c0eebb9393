package io.meshlog.api.web;

import io.meshlog.api.auth.Access;
import io.meshlog.api.auth.ApiUser;
import io.meshlog.api.insight.InsightType;
import io.meshlog.api.resource.Ask;
import io.meshlog.api.resource.Deployment;
import io.meshlog.api.resource.Reply;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.ChannelKind;
import io.meshlog.model.resource.PolicyTraits;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.model.types.CoreTypes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the control plane says of itself (rest-and-dataplane-protocol.md 1.4). */
public final class BaseRoutes implements RouteSet {
  /**
   * @param kumaVersion whose protocol is spoken: kumactl warns at every command when it is not its
   *     own
   * @param version of this product
   */
  public record Identity(
      String hostname, String kumaVersion, String version, String instanceId, String clusterId) {}

  private final Identity identity;
  private final String gui;
  private final Deployment deployment;
  private final ResourceTypes types;
  private final Supplier<JsonNode> config;

  /**
   * @param gui where a browser finds it, empty when there is none
   */
  public BaseRoutes(
      Identity identity,
      String gui,
      Deployment deployment,
      ResourceTypes types,
      Supplier<JsonNode> config) {
    this.identity = identity;
    this.gui = gui;
    this.deployment = deployment;
    this.types = types;
    this.config = config;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/", ask -> index()).as(BaseOperations.INDEX),
        Route.get("/config", this::config).as(BaseOperations.CONFIG),
        Route.get("/who-am-i", BaseRoutes::whoAmI).as(BaseOperations.WHO_AM_I),
        Route.get("/policies", ask -> policies()).as(BaseOperations.POLICIES),
        Route.get("/_resources", ask -> resources()).as(BaseOperations.RESOURCES));
  }

  private Reply index() {
    ObjectNode root = SpecJson.plain().createObjectNode();
    root.put("hostname", identity.hostname());
    root.put("product", "Kuma");
    root.put("version", identity.kumaVersion());
    root.put("meshlogVersion", identity.version());
    root.put("instanceId", identity.instanceId());
    root.put("clusterId", identity.clusterId());
    root.put("gui", gui);
    return Reply.json(200, root);
  }

  private Reply config(Ask ask) {
    Access.controlPlaneMetadata(ask.user());
    return Reply.json(200, config.get());
  }

  private static Reply whoAmI(Ask ask) {
    ApiUser user = ask.user();
    ObjectNode root = SpecJson.plain().createObjectNode();
    root.put("name", user.name());
    ArrayNode groups = root.putArray("groups");
    user.groups().forEach(groups::add);
    return Reply.json(200, root);
  }

  private Reply policies() {
    ObjectNode root = SpecJson.plain().createObjectNode();
    ArrayNode list = root.putArray("policies");
    sorted(type -> type.policy().isPresent())
        .forEach(type -> {
          PolicyTraits traits = type.policy().orElseThrow();
          ObjectNode node = list.addObject();
          node.put("name", type.name());
          node.put("readOnly", readOnly(type));
          node.put("path", type.path());
          node.put("singularDisplayName", type.singular());
          node.put("pluralDisplayName", type.plural());
          node.put("isExperimental", false);
          node.put("isTargetRefBased", traits.targetRef());
          node.put("isInbound", traits.hasFrom() || traits.hasRules());
          node.put("isOutbound", traits.hasTo());
        });
    return Reply.json(200, root);
  }

  private Reply resources() {
    ObjectNode root = SpecJson.plain().createObjectNode();
    List<ObjectNode> entries = new ArrayList<>();
    types.all().forEach(type -> entries.add(entry(type)));
    InsightType.ALL.forEach(type -> entries.add(entry(type)));
    entries.sort(Comparator.comparing(entry -> entry.path("name").asString("")));
    root.putArray("resources").addAll(entries);
    return Reply.json(200, root);
  }

  private ObjectNode entry(ResourceType<?> type) {
    ObjectNode node = SpecJson.plain().createObjectNode();
    node.put("name", type.name());
    node.put("readOnly", readOnly(type));
    node.put("path", type.path());
    node.put("scope", type.isMeshScoped() ? "Mesh" : "Global");
    node.put("shortName", type.shortName());
    node.put("includeInFederation", federates(type));
    node.put("singularDisplayName", type.singular());
    node.put("pluralDisplayName", type.plural());
    type.policy()
        .ifPresent(traits -> {
          ObjectNode policy = node.putObject("policy");
          policy.put("hasToTargetRef", traits.hasTo());
          policy.put("hasFromTargetRef", traits.hasFrom());
          policy.put("hasRulesTargetRef", traits.hasRules());
          policy.put("isTargetRef", traits.targetRef());
          policy.put("isFromAsRules", traits.fromAsRules());
        });
    return node;
  }

  private static ObjectNode entry(InsightType type) {
    ObjectNode node = SpecJson.plain().createObjectNode();
    node.put("name", type.typeName());
    node.put("readOnly", true);
    node.put("path", type.path());
    node.put("scope", type.meshScoped() ? "Mesh" : "Global");
    node.put("shortName", "");
    node.put("includeInFederation", false);
    node.put("singularDisplayName", type.singular());
    node.put("pluralDisplayName", type.plural());
    return node;
  }

  private List<? extends ResourceType<?>> sorted(
      java.util.function.Predicate<ResourceType<?>> wanted) {
    return types.all().stream()
        .filter(wanted)
        .sorted(Comparator.comparing(ResourceType::name))
        .toList();
  }

  /** On a federated zone clients see everything as read-only, even what a PUT may change. */
  private boolean readOnly(ResourceType<?> type) {
    return deployment.federated() || deployment.readOnly();
  }

  /** What a user takes along who makes a zone on its own part of a federation. */
  private static boolean federates(ResourceType<?> type) {
    boolean globalOwns = type.fromGlobal() == ChannelKind.POLICY && !type.equals(CoreTypes.ZONE);
    return globalOwns || type.equals(CoreTypes.GLOBAL_SECRET);
  }
}
