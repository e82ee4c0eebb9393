package io.meshlog.model.types;

import io.meshlog.model.hostname.HostnameGeneratorRules;
import io.meshlog.model.hostname.HostnameGeneratorSpec;
import io.meshlog.model.identity.MeshIdentityRules;
import io.meshlog.model.identity.MeshIdentitySpec;
import io.meshlog.model.identity.MeshTrustRules;
import io.meshlog.model.identity.MeshTrustSpec;
import io.meshlog.model.resource.ChannelKind;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Writers;
import io.meshlog.model.telemetry.MeshOpenTelemetryBackendRules;
import io.meshlog.model.telemetry.MeshOpenTelemetryBackendSpec;
import io.meshlog.model.workload.WorkloadSpec;
import io.meshlog.model.zone.MeshZoneAddressRules;
import io.meshlog.model.zone.MeshZoneAddressSpec;
import java.util.List;

/** The newer types of Kuma that are neither policies nor services. */
public final class PluginTypes {
  public static final ResourceType<HostnameGeneratorSpec> HOSTNAME_GENERATOR =
      ResourceType.named("HostnameGenerator", HostnameGeneratorSpec.class)
          .path("hostnamegenerators")
          .shortName("hg")
          .displayNames("Hostname Generator", "Hostname Generators")
          .globalScope()
          .nested()
          .channels(ChannelKind.POLICY, ChannelKind.INVENTORY)
          .rules(new HostnameGeneratorRules())
          .build();

  public static final ResourceType<MeshIdentitySpec> MESH_IDENTITY =
      ResourceType.named("MeshIdentity", MeshIdentitySpec.class)
          .path("meshidentities")
          .shortName("mid")
          .displayNames("Mesh Identity", "Mesh Identities")
          .nested()
          .channels(ChannelKind.POLICY, ChannelKind.INVENTORY)
          .status()
          .rules(new MeshIdentityRules())
          .build();

  public static final ResourceType<MeshTrustSpec> MESH_TRUST =
      ResourceType.named("MeshTrust", MeshTrustSpec.class)
          .path("meshtrusts")
          .shortName("mtrust")
          .displayNames("Mesh Trust", "Mesh Trusts")
          .nested()
          .channels(ChannelKind.POLICY, ChannelKind.INVENTORY)
          .status()
          .rules(new MeshTrustRules())
          .build();

  public static final ResourceType<WorkloadSpec> WORKLOAD =
      ResourceType.named("Workload", WorkloadSpec.class)
          .path("workloads")
          .shortName("wl")
          .displayNames("Workload", "Workloads")
          .nested()
          .writers(Writers.ZONE_ONLY)
          .channels(ChannelKind.NONE, ChannelKind.INVENTORY)
          .status()
          .build();

  public static final ResourceType<MeshZoneAddressSpec> MESH_ZONE_ADDRESS =
      ResourceType.named("MeshZoneAddress", MeshZoneAddressSpec.class)
          .path("meshzoneaddresses")
          .shortName("mza")
          .displayNames("Mesh Zone Address", "Mesh Zone Addresses")
          .nested()
          .writers(Writers.ZONE_ONLY)
          .channels(ChannelKind.NONE, ChannelKind.OFFER)
          .rules(new MeshZoneAddressRules())
          .build();

  public static final ResourceType<MeshOpenTelemetryBackendSpec> MESH_OPEN_TELEMETRY_BACKEND =
      ResourceType.named("MeshOpenTelemetryBackend", MeshOpenTelemetryBackendSpec.class)
          .path("meshopentelemetrybackends")
          .shortName("motb")
          .displayNames("Mesh OpenTelemetry Backend", "Mesh OpenTelemetry Backends")
          .nested()
          .channels(ChannelKind.POLICY, ChannelKind.INVENTORY)
          .status()
          .rules(new MeshOpenTelemetryBackendRules())
          .build();

  public static final List<ResourceType<?>> ALL =
      List.of(
          HOSTNAME_GENERATOR,
          MESH_IDENTITY,
          MESH_TRUST,
          WORKLOAD,
          MESH_ZONE_ADDRESS,
          MESH_OPEN_TELEMETRY_BACKEND);

  private PluginTypes() {}
}
