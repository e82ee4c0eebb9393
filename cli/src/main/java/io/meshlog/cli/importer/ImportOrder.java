package io.meshlog.cli.importer;

import io.meshlog.cli.importer.Disposition.Take;
import java.util.Comparator;

/**
 * What must be there before what: meshes, then what they and policies refer to, then the rest; last
 * the keys that users' tokens are signed with, since they may end the right to go on.
 */
final class ImportOrder {
  static final Comparator<Take> COMPARATOR = Comparator.comparingInt(ImportOrder::rank);

  private static final int SECRETS = 2;

  private ImportOrder() {}

  /** Whether it comes after the secrets that hold the CAs of meshes. */
  static boolean afterCas(Take take) {
    return rank(take) > SECRETS;
  }

  private static int rank(Take take) {
    return switch (take.type().name()) {
      case "Mesh" -> 0;
      case "Zone" -> 1;
      case "Secret" -> SECRETS;
      case "MeshIdentity", "MeshTrust" -> 4;
      case "HostnameGenerator" -> 5;
      case "MeshService", "MeshExternalService", "MeshMultiZoneService", "ExternalService" -> 6;
      case "MeshGateway" -> 7;
      case "Dataplane", "ZoneIngress", "ZoneEgress" -> 9;
      case "GlobalSecret" -> take.name().contains("user-token") ? 11 : 10;
      default -> 8;
    };
  }
}
