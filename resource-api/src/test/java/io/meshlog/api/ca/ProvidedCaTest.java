package io.meshlog.api.ca;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.api.token.RsaKeyPem;
import io.meshlog.api.token.Secrets;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.mesh.MeshSpec.CaBackend;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.Violation;
import io.meshlog.model.secret.SecretSpec;
import io.meshlog.model.types.CoreTypes;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** xds-generation.md 4.1, {@code provided}. */
class ProvidedCaTest {
  private static final Origin ZONE = Origin.zone("z");
  private static final BuiltinCa.Root ROOT =
      new BuiltinCa(Clock.systemUTC())
          .create("m", new CaBackend("a", "builtin", null, null, null, null));

  private static final Secrets OPEN =
      new Secrets() {
        @Override
        public SecretSpec seal(ResourceKey key, byte[] content) {
          throw new UnsupportedOperationException();
        }

        @Override
        public Optional<byte[]> open(Resource<SecretSpec> secret) {
          return Optional.ofNullable(secret.spec().data()).map(Base64.getDecoder()::decode);
        }
      };

  private static Map<String, Object> inline(byte[] pem) {
    return Map.of("inline", Base64.getEncoder().encodeToString(pem));
  }

  private static Map<String, Object> text(byte[] pem) {
    return Map.of("inlineString", new String(pem, StandardCharsets.UTF_8));
  }

  private static MeshSpec mesh(Map<String, Object> conf) {
    return SpecJson.plain()
        .convertValue(
            Map.of(
                "mtls",
                Map.of(
                    "enabledBackend",
                    "a",
                    "backends",
                    List.of(Map.of("name", "a", "type", "provided", "conf", conf)))),
            MeshSpec.class);
  }

  private static List<Violation> faults(Map<String, Object> conf, Resource<?>... held) {
    return new ProvidedCa(OPEN)
        .faults("m", mesh(conf), MeshImage.of(ZONE, 1, held.length, List.of(held)));
  }

  private static Resource<SecretSpec> secret(String name, byte[] content) {
    return new Resource<>(
        CoreTypes.SECRET,
        CoreTypes.SECRET.key("m", ZONE, name),
        name,
        Labels.EMPTY,
        SecretSpec.plain(Base64.getEncoder().encodeToString(content)),
        Instant.EPOCH,
        Instant.EPOCH,
        1,
        1);
  }

  @Test
  void takesARootFromWhereverItIs() {
    assertThat(faults(Map.of("cert", inline(ROOT.certificate()), "key", text(ROOT.key()))))
        .isEmpty();
    assertThat(
            faults(
                Map.of("cert", Map.of("secret", "c"), "key", Map.of("secret", "k")),
                secret("c", ROOT.certificate()),
                secret("k", ROOT.key())))
        .isEmpty();
  }

  @Test
  void wantsBoth() {
    assertThat(faults(Map.of()))
        .containsExactly(
            new Violation("mtls.backends[0].config.cert", "has to be defined"),
            new Violation("mtls.backends[0].config.key", "has to be defined"));
    assertThat(faults(Map.of("cert", Map.of(), "key", Map.of("secret", "gone"))))
        .containsExactly(
            new Violation(
                "mtls.backends[0].config.cert",
                "data source has to be chosen. Available sources: secret, file, inline"),
            new Violation(
                "mtls.backends[0].config.key",
                "could not load data: Secret \"gone\" is not in the mesh"));
    assertThat(
            faults(Map.of("cert", inline(ROOT.certificate()), "key", Map.of("file", "/no/file"))))
        .extracting(Violation::field)
        .containsExactly("mtls.backends[0].config.key");
  }

  @Test
  void wantsTheKeyOfTheCertificate() {
    assertThat(
            faults(Map.of("cert", inline(ROOT.certificate()), "key", inline(RsaKeyPem.generate()))))
        .singleElement()
        .satisfies(fault -> {
          assertThat(fault.field()).isEqualTo("mtls.backends[0].config.cert");
          assertThat(fault.reason()).startsWith("not a valid TLS key pair");
        });
    assertThat(faults(Map.of("cert", text("x".getBytes()), "key", inline(ROOT.key()))))
        .extracting(Violation::field)
        .containsExactly("mtls.backends[0].config.cert");
  }

  @Test
  void namesTheSecretsThatItIsMadeFrom() {
    CaBackend backend =
        mesh(Map.of("cert", Map.of("secret", "c"), "key", inline(ROOT.key())))
            .mtls()
            .backends()
            .getFirst();
    assertThat(ProvidedCa.secretsOf(backend)).containsExactly("c");
  }
}
