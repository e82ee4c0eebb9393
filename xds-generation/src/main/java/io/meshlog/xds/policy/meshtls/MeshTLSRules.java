package io.meshlog.xds.policy.meshtls;

import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.target.RefPosition;
import io.meshlog.model.target.TargetKind;
import io.meshlog.model.target.TargetRefRules;
import io.meshlog.xds.policy.PolicyChecks;
import io.meshlog.xds.policy.meshtls.MeshTLS.Conf;
import io.meshlog.xds.policy.meshtls.MeshTLS.Version;
import io.meshlog.xds.policy.meshtls.MeshTLS.Versions;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which MeshTLSes are acceptable (policies.md 2.15). */
final class MeshTLSRules implements SpecRules<MeshTLS> {
  private static final List<String> CIPHERS =
      List.of(
          "ECDHE-ECDSA-AES128-GCM-SHA256",
          "ECDHE-ECDSA-AES256-GCM-SHA384",
          "ECDHE-ECDSA-CHACHA20-POLY1305",
          "ECDHE-RSA-AES128-GCM-SHA256",
          "ECDHE-RSA-AES256-GCM-SHA384",
          "ECDHE-RSA-CHACHA20-POLY1305");
  private static final RefPosition FROM = RefPosition.of(TargetKind.MESH);
  private static final Set<TargetKind> TOP =
      Set.of(TargetKind.MESH, TargetKind.MESH_SUBSET, TargetKind.DATAPLANE);

  @Override
  public void validate(MeshTLS spec, Violations at) {
    schema(spec, at);
    if (!at.isEmpty()) {
      return;
    }
    if (spec.targetRef() != null) {
      TargetRefRules.validate(
          spec.targetRef(), new RefPosition(TOP, false, spec.inbound()), at.at("targetRef"));
    }
    if (spec.fromEntries().isEmpty() && spec.ruleEntries().isEmpty()) {
      at.add("at least one of 'from' or 'rules' has to be defined");
    }
    if (!spec.fromEntries().isEmpty() && !spec.ruleEntries().isEmpty()) {
      at.add("field 'from' must be empty when 'rules' is defined");
    }
    boolean everywhere = spec.top().kindIs(TargetKind.MESH);
    for (int i = 0; i < spec.fromEntries().size(); i++) {
      Violations item = at.at("from", i);
      TargetRefRules.validate(spec.fromEntries().get(i).target(), FROM, item.at("targetRef"));
      conf(spec.fromEntries().get(i).conf(), everywhere, item.at("default"));
    }
    for (int i = 0; i < spec.ruleEntries().size(); i++) {
      conf(spec.ruleEntries().get(i).conf(), everywhere, at.at("rules", i).at("default"));
    }
  }

  private static void schema(MeshTLS spec, Violations at) {
    PolicyChecks.schema(spec, at);
    for (int i = 0; i < spec.fromEntries().size(); i++) {
      ciphers(spec.fromEntries().get(i).conf(), at.at("from", i).at("default"));
    }
    for (int i = 0; i < spec.ruleEntries().size(); i++) {
      ciphers(spec.ruleEntries().get(i).conf(), at.at("rules", i).at("default"));
    }
  }

  private static void ciphers(@Nullable Conf conf, Violations at) {
    List<String> ciphers = conf == null ? List.of() : conf.ciphers();
    for (int i = 0; i < ciphers.size(); i++) {
      if (!CIPHERS.contains(ciphers.get(i))) {
        at.at("tlsCiphers", i).add("in body should be one of [" + String.join(" ", CIPHERS) + ']');
      }
    }
  }

  /**
   * @param everywhere whether the policy is about the whole mesh: the two ends of a connection must
   *     find a version and a cipher that both have
   */
  private static void conf(@Nullable Conf conf, boolean everywhere, Violations at) {
    if (conf == null) {
      return;
    }
    if (!everywhere && !conf.ciphers().isEmpty()) {
      at.add("tlsCiphers", "tlsCiphers can only be defined with top level targetRef kind: Mesh");
    }
    Versions versions = conf.tlsVersion();
    if (versions == null) {
      return;
    }
    if (!everywhere) {
      at.add("tlsVersion", "tlsVersion can only be defined with top level targetRef kind: Mesh");
      return;
    }
    Version min = versions.min();
    Version max = versions.max();
    if (min != null && max != null && max != Version.TLSAuto && min.compareTo(max) > 0) {
      at.at("tlsVersion").add("min", "min version must be lower than max");
    }
  }
}
