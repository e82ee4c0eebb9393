package io.meshlog.api.ca;

import io.meshlog.api.token.PrivateKeyPem;
import io.meshlog.api.token.Secrets;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.mesh.MeshSpec.CaBackend;
import io.meshlog.model.resource.Fields;
import io.meshlog.model.resource.Violation;
import io.meshlog.model.types.CoreTypes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks a root that a user brings, for backends of type {@code provided}: {@code conf.cert} and
 * {@code conf.key} name where its PEM is (xds-generation.md 4.1). Nothing is made or kept.
 */
public final class ProvidedCa {
  public static final String TYPE = "provided";
  private static final int CERT_SIGN = 5;
  private static final int KEY_AGREEMENT = 4;

  private final Secrets secrets;

  public ProvidedCa(Secrets secrets) {
    this.secrets = secrets;
  }

  /** Names of the Secrets that a backend is made from; empty when it is of another type. */
  public static Set<String> secretsOf(CaBackend backend) {
    if (!TYPE.equals(backend.type())) {
      return Set.of();
    }
    return Stream.of("cert", "key")
        .map(part -> Fields.of(backend.conf()).object(part).text("secret"))
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** What is wrong with the roots of a mesh; {@code mtls.skipValidation} switches it off. */
  public List<Violation> faults(String mesh, MeshSpec spec, MeshImage image) {
    MeshSpec.Mtls mtls = spec.mtls();
    if (mtls == null || mtls.backends() == null || Boolean.TRUE.equals(mtls.skipValidation())) {
      return List.of();
    }
    List<Violation> faults = new ArrayList<>();
    for (int i = 0; i < mtls.backends().size(); i++) {
      if (TYPE.equals(mtls.backends().get(i).type())) {
        String at = "mtls.backends[" + i + "].config.";
        check(mesh, mtls.backends().get(i), image)
            .forEach(fault -> faults.add(new Violation(at + fault.field(), fault.reason())));
      }
    }
    return faults;
  }

  private List<Violation> check(String mesh, CaBackend backend, MeshImage image) {
    List<Violation> faults = new ArrayList<>();
    Fields conf = Fields.of(backend.conf());
    byte[] cert = read(mesh, conf, "cert", image, faults);
    byte[] key = read(mesh, conf, "key", image, faults);
    if (faults.isEmpty()) {
      pair(cert, key, faults);
    }
    return faults;
  }

  private byte[] read(
      String mesh, Fields conf, String part, MeshImage image, List<Violation> faults) {
    if (!conf.has(part)) {
      faults.add(new Violation(part, "has to be defined"));
      return new byte[0];
    }
    Fields source = conf.object(part);
    String secret = source.text("secret");
    if (!secret.isEmpty()) {
      return image
          .find(CoreTypes.SECRET, mesh, secret)
          .flatMap(secrets::open)
          .orElseGet(() -> {
            faults.add(
                new Violation(
                    part, "could not load data: Secret \"" + secret + "\" is not in the mesh"));
            return new byte[0];
          });
    }
    try {
      if (!source.text("inlineString").isEmpty()) {
        return source.text("inlineString").getBytes(StandardCharsets.UTF_8);
      }
      if (!source.text("inline").isEmpty()) {
        return Base64.getDecoder().decode(source.text("inline"));
      }
      if (!source.text("file").isEmpty()) {
        return Files.readAllBytes(Path.of(source.text("file")));
      }
    } catch (IllegalArgumentException | IOException e) {
      faults.add(new Violation(part, "could not load data: " + e.getMessage()));
      return new byte[0];
    }
    faults.add(
        new Violation(
            part, "data source has to be chosen. Available sources: secret, file, inline"));
    return new byte[0];
  }

  private static void pair(byte[] certPem, byte[] keyPem, List<Violation> faults) {
    List<X509Certificate> chain;
    try {
      chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(certPem))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (chain.isEmpty() || !fits(chain.getFirst(), privateKey(keyPem))) {
        faults.add(
            new Violation("cert", "not a valid TLS key pair: the key is not the certificate's"));
        return;
      }
    } catch (GeneralSecurityException | IOException e) {
      faults.add(new Violation("cert", "not a valid TLS key pair: " + e.getMessage()));
      return;
    }
    for (int i = 0; i < chain.size(); i++) {
      usage(chain.get(i), "cert[" + i + ']', faults);
    }
  }

  private static void usage(X509Certificate certificate, String at, List<Violation> faults) {
    boolean[] usage = certificate.getKeyUsage();
    if (certificate.getBasicConstraints() < 0) {
      faults.add(
          new Violation(
              at,
              "basic constraint 'CA' must be set to 'true' (see X509-SVID: 4.1. Basic"
                  + " Constraints)"));
    }
    if (usage == null || !usage[CERT_SIGN]) {
      faults.add(
          new Violation(
              at, "key usage extension 'keyCertSign' must be set (see X509-SVID: 4.3. Key Usage)"));
    }
    if (usage != null && usage[KEY_AGREEMENT]) {
      faults.add(
          new Violation(
              at,
              "key usage extension 'keyAgreement' must NOT be set (see X509-SVID: Appendix A."
                  + " X.509 Field Reference)"));
    }
  }

  private static boolean fits(X509Certificate certificate, PrivateKey key)
      throws GeneralSecurityException {
    if (!key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm())) {
      return false;
    }
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default ->
              throw new GeneralSecurityException("unknown kind of key " + key.getAlgorithm());
        };
    byte[] text = certificate.getEncoded();
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(key);
    signing.update(text);
    Signature verifying = Signature.getInstance(algorithm);
    verifying.initVerify(certificate.getPublicKey());
    verifying.update(text);
    return verifying.verify(signing.sign());
  }

  private static PrivateKey privateKey(byte[] pem) throws IOException, GeneralSecurityException {
    return PrivateKeyPem.first(new String(pem, StandardCharsets.UTF_8))
        .orElseThrow(() -> new GeneralSecurityException("the key is not PEM"));
  }
}
