package io.meshlog.model.types;

import io.meshlog.model.dataplane.DataplaneRules;
import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.mesh.MeshRules;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.ChannelKind;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Writers;
import io.meshlog.model.secret.SecretRules;
import io.meshlog.model.secret.SecretSpec;
import io.meshlog.model.secret.TokenSecretNames;
import io.meshlog.model.service.MeshExternalServiceRules;
import io.meshlog.model.service.MeshExternalServiceSpec;
import io.meshlog.model.service.MeshMultiZoneServiceRules;
import io.meshlog.model.service.MeshMultiZoneServiceSpec;
import io.meshlog.model.service.MeshServiceRules;
import io.meshlog.model.service.MeshServiceSpec;
import io.meshlog.model.zone.ZoneEgressRules;
import io.meshlog.model.zone.ZoneEgressSpec;
import io.meshlog.model.zone.ZoneIngressRules;
import io.meshlog.model.zone.ZoneIngressSpec;
import io.meshlog.model.zone.ZoneRules;
import io.meshlog.model.zone.ZoneSpec;
import java.util.List;
import java.util.stream.Stream;

/**
 * The types that are not policies. Registering one means adding it here or to a list that this one
 * takes in, and nowhere else.
 */
public final class CoreTypes {
  public static final ResourceType<MeshSpec> MESH =
      ResourceType.named("Mesh", MeshSpec.class)
          .path("meshes")
          .shortName("m")
          .displayNames("Mesh", "Meshes")
          .globalScope()
          .writers(Writers.GLOBAL_ONLY)
          .channels(ChannelKind.POLICY, ChannelKind.NONE)
          .keepsName()
          .rules(new MeshRules())
          .build();

  public static final ResourceType<DataplaneSpec> DATAPLANE =
      ResourceType.named("Dataplane", DataplaneSpec.class)
          .path("dataplanes")
          .shortName("dp")
          .displayNames("Dataplane", "Dataplanes")
          .writers(Writers.ZONE_ONLY)
          .channels(ChannelKind.NONE, ChannelKind.INVENTORY)
          .overview("dataplanes+insights")
          .rules(new DataplaneRules())
          .build();

  public static final ResourceType<ZoneSpec> ZONE =
      ResourceType.named("Zone", ZoneSpec.class)
          .path("zones")
          .shortName("z")
          .displayNames("Zone", "Zones")
          .globalScope()
          .channels(ChannelKind.POLICY, ChannelKind.NONE)
          .keepsName()
          .overview("zones+insights")
          .rules(new ZoneRules())
          .build();

  public static final ResourceType<ZoneIngressSpec> ZONE_INGRESS =
      ResourceType.named("ZoneIngress", ZoneIngressSpec.class)
          .path("zoneingresses", "zone-ingresses")
          .shortName("zi")
          .displayNames("Zone Ingress", "Zone Ingresses")
          .globalScope()
          .writers(Writers.ZONE_ONLY)
          .channels(ChannelKind.NONE, ChannelKind.OFFER)
          .overview("zoneingresses+insights")
          .rules(new ZoneIngressRules())
          .build();

  public static final ResourceType<SecretSpec> SECRET =
      ResourceType.named("Secret", SecretSpec.class)
          .path("secrets")
          .displayNames("Secret", "Secrets")
          .channels(ChannelKind.POLICY, ChannelKind.NONE)
          .keepsName()
          .sealed()
          .rules(new SecretRules())
          .build();

  /**
   * Each control plane has signing keys of these names of its own, and Global's private ones stay
   * at Global (rest-and-dataplane-protocol.md 2.8). Zones are told which keys verify zone tokens
   * and which tokens are revoked, and nothing else.
   */
  public static final ResourceType<SecretSpec> GLOBAL_SECRET =
      ResourceType.named("GlobalSecret", SecretSpec.class)
          .path("globalsecrets", "global-secrets")
          .displayNames("Global Secret", "Global Secrets")
          .globalScope()
          .channels(ChannelKind.POLICY, ChannelKind.NONE)
          .exportedOnly(TokenSecretNames::forZones)
          .keepsName()
          .sealed()
          .rules(new SecretRules())
          .build();

  public static final ResourceType<ZoneEgressSpec> ZONE_EGRESS =
      ResourceType.named("ZoneEgress", ZoneEgressSpec.class)
          .path("zoneegresses")
          .shortName("ze")
          .displayNames("Zone Egress", "Zone Egresses")
          .globalScope()
          .writers(Writers.ZONE_ONLY)
          .channels(ChannelKind.NONE, ChannelKind.INVENTORY)
          .overview("zoneegressoverviews")
          .rules(new ZoneEgressRules())
          .build();

  /** Told to the other zones by the zone it is in, without Global's help (design.md section 4). */
  public static final ResourceType<MeshServiceSpec> MESH_SERVICE =
      ResourceType.named("MeshService", MeshServiceSpec.class)
          .path("meshservices")
          .shortName("msvc")
          .displayNames("Mesh Service", "Mesh Services")
          .nested()
          .writers(Writers.ZONE_ONLY)
          .channels(ChannelKind.NONE, ChannelKind.OFFER)
          .status()
          .rules(new MeshServiceRules())
          .build();

  public static final ResourceType<MeshMultiZoneServiceSpec> MESH_MULTI_ZONE_SERVICE =
      ResourceType.named("MeshMultiZoneService", MeshMultiZoneServiceSpec.class)
          .path("meshmultizoneservices")
          .shortName("mzsvc")
          .displayNames("Mesh Multi Zone Service", "Mesh Multi Zone Services")
          .nested()
          .writers(Writers.GLOBAL_ONLY)
          .channels(ChannelKind.POLICY, ChannelKind.NONE)
          .status()
          .rules(new MeshMultiZoneServiceRules())
          .build();

  public static final ResourceType<MeshExternalServiceSpec> MESH_EXTERNAL_SERVICE =
      ResourceType.named("MeshExternalService", MeshExternalServiceSpec.class)
          .path("meshexternalservices")
          .shortName("extsvc")
          .displayNames("Mesh External Service", "Mesh External Services")
          .nested()
          .channels(ChannelKind.POLICY, ChannelKind.INVENTORY)
          .status()
          .rules(new MeshExternalServiceRules())
          .build();

  public static final List<ResourceType<?>> ALL =
      Stream.concat(
              Stream.of(
                  MESH,
                  DATAPLANE,
                  ZONE,
                  ZONE_INGRESS,
                  ZONE_EGRESS,
                  MESH_SERVICE,
                  MESH_MULTI_ZONE_SERVICE,
                  MESH_EXTERNAL_SERVICE,
                  SECRET,
                  GLOBAL_SECRET),
              Stream.concat(PluginTypes.ALL.stream(), LegacyTypes.ALL.stream()))
          .toList();

  private CoreTypes() {}
}
