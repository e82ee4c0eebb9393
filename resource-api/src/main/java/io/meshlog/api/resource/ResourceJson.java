package io.meshlog.api.resource;

import io.meshlog.api.token.Secrets;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Form;
import io.meshlog.model.resource.Kri;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.secret.SecretSpec;
import io.meshlog.model.service.Sni;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Resources as JSON (rest-and-dataplane-protocol.md 2.4). */
public final class ResourceJson {
  private final Secrets secrets;
  private final Statuses statuses;

  public ResourceJson(Secrets secrets, Statuses statuses) {
    this.secrets = secrets;
    this.statuses = statuses;
  }

  /** With the status that the type has. */
  ObjectNode of(Resource<?> resource, Statuses.Shown shown) {
    ObjectNode root = of(resource);
    if (resource.type().hasStatus()) {
      root.set("status", shown.of(resource));
    }
    return root;
  }

  /** The statuses that one answer shows. */
  Statuses.Shown statuses(View view) {
    return statuses.in(view);
  }

  /** The envelope's members and the spec. */
  public ObjectNode of(Resource<?> resource) {
    ObjectNode root = envelope(resource, resource.type().name());
    JsonNode spec = spec(resource);
    switch (resource.type().form()) {
      case FLAT -> spec.properties().forEach(field -> root.set(field.getKey(), field.getValue()));
      case NESTED -> root.set("spec", spec);
    }
    return root;
  }

  /**
   * What all representations begin with.
   *
   * @param type the name to show, which is not the resource's own for overviews
   */
  public ObjectNode envelope(Resource<?> resource, String type) {
    ObjectNode root = SpecJson.plain().createObjectNode();
    root.put("type", type);
    if (resource.type().isMeshScoped()) {
      root.put("mesh", resource.mesh());
    }
    root.put("name", resource.name());
    root.put("creationTime", resource.created().toString());
    root.put("modificationTime", resource.modified().toString());
    labels(root, resource.labels());
    if (!resource.type().shortName().isEmpty()) {
      root.put("kri", Kri.of(resource).toString());
    }
    List<Sni> snis = Sni.of(resource);
    if (!snis.isEmpty()) {
      root.set("snis", SpecJson.plain().valueToTree(snis));
    }
    return root;
  }

  /** The spec as users see it: a secret's content opened, never its sealed form. */
  public JsonNode spec(Resource<?> resource) {
    if (!(resource.spec() instanceof SecretSpec)) {
      return SpecJson.tree(resource.type(), resource.spec());
    }
    ObjectNode content = SpecJson.plain().createObjectNode();
    @SuppressWarnings("unchecked")
    Resource<SecretSpec> secret = (Resource<SecretSpec>) resource;
    secrets
        .open(secret)
        .ifPresent(bytes -> content.put("data", Base64.getEncoder().encodeToString(bytes)));
    return content;
  }

  /** The shape of a Kubernetes object, {@code ?format=k8s}. */
  public ObjectNode kubernetes(Resource<?> resource) {
    ObjectNode root = SpecJson.plain().createObjectNode();
    root.put("apiVersion", "kuma.io/v1alpha1");
    root.put("kind", resource.type().name());
    if (resource.type().isMeshScoped() && resource.type().form() == Form.FLAT) {
      root.put("mesh", resource.mesh());
    }
    ObjectNode metadata = root.putObject("metadata");
    metadata.put("name", resource.name());
    if (resource.type().isMeshScoped()) {
      metadata.put("namespace", "kuma-system");
    }
    metadata.put(
        "creationTimestamp", resource.created().truncatedTo(ChronoUnit.SECONDS).toString());
    if (resource.type().form() == Form.NESTED) {
      labels(metadata, resource.labels());
    }
    root.set("spec", spec(resource));
    return root;
  }

  private static void labels(ObjectNode parent, Labels labels) {
    if (!labels.isEmpty()) {
      ObjectNode node = parent.putObject("labels");
      labels.values().forEach(node::put);
    }
  }
}
