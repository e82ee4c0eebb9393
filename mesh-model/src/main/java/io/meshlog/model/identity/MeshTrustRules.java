package io.meshlog.model.identity;

import io.meshlog.model.identity.MeshTrustSpec.CaBundle;
import io.meshlog.model.resource.SchemaRules;
import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which MeshTrusts are accepted. A private key is refused: everybody may read a MeshTrust. */
public final class MeshTrustRules implements SpecRules<MeshTrustSpec> {
  private static final int MAX_TRUST_DOMAIN = 253;
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----[A-Za-z0-9+/=\\s]+-----END \\1-----");
  private static final Pattern PRIVATE = Pattern.compile("-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----");

  @Override
  public void validate(MeshTrustSpec spec, Violations at) {
    SchemaRules.text(spec.trustDomain(), 0, MAX_TRUST_DOMAIN, "trustDomain", at);
    SchemaRules.some(spec.caBundles(), "caBundles", at);
    List<CaBundle> bundles = spec.bundlesOrNone();
    for (int i = 0; i < bundles.size(); i++) {
      Violations here = at.at("caBundles", i);
      SchemaRules.required(bundles.get(i).type(), "type", here);
      if (bundles.get(i).pem() != null) {
        SchemaRules.required(bundles.get(i).pem().value(), "value", here.at("pem"));
      }
    }
    if (!at.isEmpty()) {
      return;
    }
    for (int i = 0; i < bundles.size(); i++) {
      pem(bundles.get(i).pem(), at.at("caBundles", i).at("pem"));
    }
    if (spec.trustDomain() == null || spec.trustDomain().isEmpty()) {
      at.add("trustDomain", "trustDomain needs to be defined");
    }
  }

  private static void pem(MeshTrustSpec.@Nullable Pem pem, Violations at) {
    if (pem == null) {
      at.add("must be defined");
    } else if (pem.value() == null
        || !PEM.matcher(pem.value()).find()
        || PRIVATE.matcher(pem.value()).find()) {
      at.add("value", "provided certificate has incorrect format");
    }
  }

  @Override
  public List<String> warnings(String name, MeshTrustSpec spec) {
    return List.of(
        "MeshTrust is stored but has no effect: proxies trust the CA of the Mesh's mTLS backend");
  }
}
