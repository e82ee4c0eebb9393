package io.meshlog.api.config;

import io.meshlog.model.naming.AddressRange;
import io.meshlog.model.naming.AddressRanges;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** {@code KUMA_IPAM_*}: the networks that services get virtual addresses of. */
@ConfigurationProperties("kuma.ipam")
public record IpamProperties(
    @DefaultValue MeshService meshService,
    @DefaultValue MeshExternalService meshExternalService,
    @DefaultValue MeshMultiZoneService meshMultiZoneService) {
  private static final String PREFIX = "kuma.ipam.";

  public record MeshService(@DefaultValue("241.0.0.0/8") String cidr) {
    public MeshService {
      range("mesh-service", cidr);
    }
  }

  public record MeshExternalService(@DefaultValue("242.0.0.0/8") String cidr) {
    public MeshExternalService {
      range("mesh-external-service", cidr);
    }
  }

  public record MeshMultiZoneService(@DefaultValue("243.0.0.0/8") String cidr) {
    public MeshMultiZoneService {
      range("mesh-multi-zone-service", cidr);
    }
  }

  public IpamProperties {
    try {
      ranges(meshService, meshExternalService, meshMultiZoneService);
    } catch (IllegalArgumentException e) {
      throw new SettingProblem(PREFIX + "mesh-service.cidr", String.valueOf(e.getMessage()));
    }
  }

  AddressRanges ranges() {
    return ranges(meshService, meshExternalService, meshMultiZoneService);
  }

  private static AddressRanges ranges(
      MeshService service, MeshExternalService external, MeshMultiZoneService multiZone) {
    return new AddressRanges(
        AddressRange.parse(service.cidr()),
        AddressRange.parse(external.cidr()),
        AddressRange.parse(multiZone.cidr()));
  }

  private static void range(String kind, String cidr) {
    try {
      AddressRange.parse(cidr);
    } catch (IllegalArgumentException e) {
      throw new SettingProblem(PREFIX + kind + ".cidr", String.valueOf(e.getMessage()));
    }
  }
}
