package io.meshlog.xds.gateway;

import io.meshlog.model.legacy.ProtoSource;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec.Tls;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec.TlsMode;
import io.meshlog.model.resource.Resource;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.secrets.IdentityCert;
import io.meshlog.xds.secrets.SecretRef;
import io.meshlog.xds.secrets.Secrets;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A certificate that a gateway shows to its clients, with its key: both in PEM in one source.
 *
 * @param name of the secret that holds it
 */
record ServerCertificate(String name, IdentityCert pem) {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z ]+)-----([^-]*)-----END \\1-----\\R?");

  XdsResource secret() {
    return Secrets.certificate(name, pem);
  }

  /** The Secrets that hold certificates of a gateway. */
  static Set<SecretRef> wanted(Resource<MeshGatewaySpec> gateway) {
    return gateway.spec().listeners().stream()
        .flatMap(listener -> Stream.ofNullable(listener.tls()))
        .filter(tls -> tls.mode() == TlsMode.TERMINATE)
        .flatMap(tls -> tls.certificatesOrNone().stream())
        .map(ProtoSource::secret)
        .filter(Objects::nonNull)
        .map(secret -> new SecretRef(gateway.mesh(), secret))
        .collect(Collectors.toSet());
  }

  /** All of a listener; empty when one of them is missing or is none. */
  static Optional<List<ServerCertificate>> all(
      Tls tls, String mesh, String hostname, Certificates certificates) {
    List<ServerCertificate> all = new ArrayList<>();
    for (ProtoSource source : tls.certificatesOrNone()) {
      Optional<ServerCertificate> one = one(source, mesh, hostname, certificates);
      if (one.isEmpty()) {
        return Optional.empty();
      }
      all.add(one.get());
    }
    return all.isEmpty() ? Optional.empty() : Optional.of(all);
  }

  private static Optional<ServerCertificate> one(
      ProtoSource source, String mesh, String hostname, Certificates certificates) {
    if (source.secret() != null) {
      return certificates
          .contents()
          .getOrDefault(new SecretRef(mesh, source.secret()), Optional.empty())
          .flatMap(text -> parse(text, "secret:" + source.secret()));
    }
    if (source.inlineString() != null) {
      return parse(source.inlineString(), "inlineString:" + hostname);
    }
    return source.inline() == null
        ? Optional.empty()
        : parse(decoded(source.inline().base64()), "inline:" + hostname);
  }

  private static String decoded(String base64) {
    return new String(
        Base64.getMimeDecoder().decode(base64), java.nio.charset.StandardCharsets.UTF_8);
  }

  private static Optional<ServerCertificate> parse(String text, String from) {
    StringBuilder chain = new StringBuilder();
    String key = "";
    String kind = "";
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      if (block.group(1).endsWith("PRIVATE KEY")) {
        key = block.group();
        kind = kind(block.group(1), block.group(2));
      } else if (block.group(1).equals("CERTIFICATE")) {
        chain.append(block.group().strip()).append('\n');
      }
    }
    return key.isEmpty() || chain.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ServerCertificate(
                "cert." + kind + ':' + from, new IdentityCert(chain.toString(), key)));
  }

  /** A listener may have one of each kind, which its name must tell apart. */
  private static String kind(String header, String base64) {
    return switch (header) {
      case "RSA PRIVATE KEY" -> "rsa";
      case "EC PRIVATE KEY" -> "ecdsa";
      default -> rsa(base64) ? "rsa" : "ecdsa";
    };
  }

  private static boolean rsa(String base64) {
    try {
      byte[] der = Base64.getMimeDecoder().decode(base64.strip());
      KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
      return true;
    } catch (InvalidKeySpecException e) {
      return false;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }
}
