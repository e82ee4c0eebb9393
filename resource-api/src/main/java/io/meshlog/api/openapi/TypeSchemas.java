package io.meshlog.api.openapi;

import io.meshlog.model.naming.ServiceNames;
import io.meshlog.model.resource.Form;
import io.meshlog.model.resource.ResourceType;
import java.util.Locale;

/** The schemas of a resource type, from its descriptor and the record of its spec. */
public final class TypeSchemas {
  /** Names as rest-and-dataplane-protocol.md 2.6 has them, and short enough for every zone. */
  private static final Schema NAME =
      new Schema.Named(
          "Name", Schema.pattern("^[a-z0-9]([-a-z0-9]{0,40}[a-z0-9])?([.][a-z0-9]{1,20})?$"));

  private static final Schema MESH =
      new Schema.Named("MeshName", Schema.pattern("^[a-z0-9]([-a-z0-9]{0,60}[a-z0-9])?$"));

  public static final Schema WARNINGS =
      new Schema.Named(
          "Warnings", Schema.object().withOptional("warnings", Schema.listOf(Schema.string())));

  public static final Schema NOTHING = new Schema.Named("Nothing", Schema.anyObject());

  public static final Schema KUBERNETES =
      new Schema.Named(
          "KubernetesObject",
          Schema.object()
              .with("apiVersion", Schema.words("kuma.io/v1alpha1"))
              .with("kind", Schema.string())
              .withOptional("mesh", Schema.string())
              .with(
                  "metadata",
                  Schema.object()
                      .with("name", Schema.string())
                      .withOptional("namespace", Schema.string())
                      .with("creationTimestamp", Common.TIME)
                      .withOptional("labels", Schema.strings()))
              .with("spec", Schema.anyObject()));

  private static final Schema SNIS =
      Schema.listOf(
          Schema.object().with("port", Schema.integer(0, 65_535)).with("sni", Schema.string()));

  private static final Schema GENERATOR = Schema.object().with("coreName", Schema.string());

  private static final Schema CONDITIONS =
      Schema.listOf(
          Schema.object()
              .with("type", Schema.string())
              .with("status", Schema.words("True", "False", "Unknown"))
              .with("reason", Schema.string())
              .with("message", Schema.string()));

  private static final Schema VIP = Schema.object().with("ip", Schema.string());

  /** What zones derive for services of any kind. */
  private static final Schema SERVICE_STATUS =
      new Schema.Named(
          "ServiceStatus",
          Schema.object()
              .withOptional("vip", VIP)
              .withOptional("vips", Schema.listOf(VIP))
              .withOptional(
                  "addresses",
                  Schema.listOf(
                      Schema.object()
                          .with("hostname", Schema.string())
                          .with("origin", Schema.words("HostnameGenerator"))
                          .with("hostnameGeneratorRef", GENERATOR)))
              .withOptional(
                  "hostnameGenerators",
                  Schema.listOf(
                      Schema.object()
                          .with("hostnameGeneratorRef", GENERATOR)
                          .with("conditions", CONDITIONS)))
              .withOptional(
                  "meshServices",
                  Schema.listOf(
                      Schema.object()
                          .with("name", Schema.string())
                          .with("namespace", Schema.string())
                          .with("zone", Schema.string())
                          .with("mesh", Schema.string())))
              .withOptional("conditions", CONDITIONS)
              .withOptional(
                  "tls", Schema.object().with("status", Schema.words("Ready", "NotReady")))
              .withOptional(
                  "dataplaneProxies",
                  Schema.object()
                      .withOptional("connected", Schema.integer(0))
                      .withOptional("healthy", Schema.integer(0))
                      .withOptional("total", Schema.integer(0))));

  private TypeSchemas() {}

  /** Of a variable in a path. */
  static Schema variable(String name) {
    return switch (name) {
      case "mesh" -> MESH;
      case "name" -> NAME;
      default -> Schema.pattern("^[^/]{1,300}$");
    };
  }

  /** A resource as it is answered. */
  public static Schema answer(ResourceType<?> type) {
    Schema.Members envelope = envelope(type, type.name());
    return new Schema.Named(
        type.name(),
        switch (type.form()) {
          case NESTED -> nested(type, envelope);
          case FLAT -> new Schema.Beside(envelope, spec(type));
        });
  }

  private static Schema nested(ResourceType<?> type, Schema.Members envelope) {
    boolean service = ServiceNames.KINDS.contains(type);
    Schema.Members members = envelope.with("spec", spec(type));
    if (service) {
      members = members.withOptional("snis", SNIS);
    }
    return type.hasStatus()
        ? members.with("status", service ? SERVICE_STATUS : Schema.anyObject())
        : members;
  }

  /** A resource as it is put: what the control plane itself computes is not looked at. */
  public static Schema request(ResourceType<?> type) {
    Schema.Members body =
        Schema.object().with("type", Schema.words(type.name())).with("name", NAME);
    if (type.isMeshScoped()) {
      body = body.with("mesh", MESH);
    }
    body = body.withOptional("labels", Schema.orNull((Schema.Plain) Schema.strings()));
    Schema spec = new Schema.OfRecord(type.specClass(), true);
    if (type.sealed()) {
      spec =
          Schema.object().withOptional("data", Schema.orNull((Schema.Plain) Schema.format("byte")));
    }
    return new Schema.Named(
        type.name() + "Input",
        type.form() == Form.NESTED ? body.with("spec", spec) : new Schema.Beside(body, spec));
  }

  /** A resource with what is known of it at run time. */
  public static Schema overview(ResourceType<?> type) {
    String field = type.name().substring(0, 1).toLowerCase(Locale.ROOT) + type.name().substring(1);
    Schema.Members members =
        envelope(type, type.name() + "Overview")
            .with(field, spec(type))
            .withOptional(field + "Insight", Schema.anyObject());
    return new Schema.Named(
        type.name() + "Overview", members.withOptional("sync", Schema.anyObject()));
  }

  public static Schema list(Schema item) {
    String name = item instanceof Schema.Named named ? named.name() : "";
    return new Schema.Named(name + "List", Common.page(item));
  }

  /** Who a resource is, without its content. */
  public static Schema meta() {
    return new Schema.Named(
        "ResourceMeta",
        Schema.object()
            .with("type", Schema.string())
            .with("mesh", Schema.string())
            .with("name", Schema.string())
            .withOptional("labels", Schema.strings()));
  }

  private static Schema.Members envelope(ResourceType<?> type, String name) {
    Schema.Members members = Schema.object().with("type", Schema.words(name));
    if (type.isMeshScoped()) {
      members = members.with("mesh", Schema.string());
    }
    members =
        members
            .with("name", Schema.string())
            .with("creationTime", Common.TIME)
            .with("modificationTime", Common.TIME)
            .withOptional("labels", Schema.strings());
    return type.shortName().isEmpty() ? members : members.with("kri", Schema.string());
  }

  private static Schema spec(ResourceType<?> type) {
    if (type.sealed()) {
      return Schema.object().withOptional("data", Schema.format("byte"));
    }
    return new Schema.Named(type.name() + "Spec", new Schema.OfRecord(type.specClass(), false));
  }
}
