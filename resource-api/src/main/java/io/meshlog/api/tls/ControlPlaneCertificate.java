package io.meshlog.api.tls;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.meshlog.api.token.RsaKeyPem;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The pair of PEM files that serves 5682 and 5678. Configured files are taken as they are; else
 * {@code kuma-cp.crt} and {@code kuma-cp.key} of the work folder, made on first use for the host
 * name, {@code localhost} and every address of the host, as a CA so that proxies may trust it
 * (rest-and-dataplane-protocol.md 1.1).
 *
 * @param certificate PEM file, possibly a chain
 * @param key PEM file
 */
public record ControlPlaneCertificate(Path certificate, Path key) {
  private static final Duration LIFETIME = Duration.ofDays(10 * 365);
  private static final Duration LEEWAY = Duration.ofDays(1);
  private static final int SERIAL_BITS = 127;

  /** Configured files, or those of the work folder. Safe when several parts of one process ask. */
  public static synchronized ControlPlaneCertificate open(
      Optional<Path> certificate, Optional<Path> key, Path workFolder, Clock clock)
      throws IOException {
    if (certificate.isPresent() && key.isPresent()) {
      ControlPlaneCertificate given = new ControlPlaneCertificate(certificate.get(), key.get());
      given.mustBeReadable();
      return given;
    }
    ControlPlaneCertificate own =
        new ControlPlaneCertificate(
            workFolder.resolve("kuma-cp.crt"), workFolder.resolve("kuma-cp.key"));
    if (!own.exists()) {
      Files.createDirectories(workFolder);
      // Another process may use the folder: a key of one and a certificate of the other are no
      // pair.
      try (FileChannel lock = FileChannel.open(workFolder.resolve("kuma-cp.lock"), CREATE, WRITE);
          FileLock held = lock.lock()) {
        if (held.isValid() && !own.exists()) {
          own.generate(names(), clock.instant());
        }
      }
    }
    return own;
  }

  private boolean exists() {
    return Files.exists(certificate) && Files.exists(key);
  }

  private void mustBeReadable() throws IOException {
    for (Path file : List.of(certificate, key)) {
      if (!Files.isReadable(file)) {
        throw new IOException("cannot read " + file);
      }
    }
  }

  public String certificatePem() throws IOException {
    return Files.readString(certificate, StandardCharsets.US_ASCII);
  }

  public String keyPem() throws IOException {
    return Files.readString(key, StandardCharsets.US_ASCII);
  }

  private static Set<GeneralName> names() throws IOException {
    Set<GeneralName> names = new LinkedHashSet<>();
    names.add(new GeneralName(GeneralName.dNSName, "localhost"));
    hostname().ifPresent(name -> names.add(new GeneralName(GeneralName.dNSName, name)));
    names.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
    names.add(new GeneralName(GeneralName.iPAddress, "::1"));
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      each.inetAddresses()
          .map(ControlPlaneCertificate::literal)
          .forEach(address -> names.add(new GeneralName(GeneralName.iPAddress, address)));
    }
    return names;
  }

  private static Optional<String> hostname() {
    try {
      String name = InetAddress.getLocalHost().getHostName();
      return name.equals("localhost") || name.indexOf(':') >= 0
          ? Optional.empty()
          : Optional.of(name);
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /** The address without its scope. */
  private static String literal(InetAddress address) {
    String text = address.getHostAddress();
    int scope = text.indexOf('%');
    return scope < 0 ? text : text.substring(0, scope);
  }

  private void generate(Set<GeneralName> names, Instant now) throws IOException {
    try {
      KeyPair pair = keys();
      X500Name subject = new X500Name("CN=meshlog-control-plane");
      var builder =
          new JcaX509v3CertificateBuilder(
              subject,
              new BigInteger(SERIAL_BITS, new SecureRandom()),
              Date.from(now.minus(LEEWAY)),
              Date.from(now.plus(LIFETIME)),
              subject,
              pair.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
      List<GeneralName> all = new ArrayList<>(names);
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(all.toArray(GeneralName[]::new)));
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
      X509Certificate made =
          new JcaX509CertificateConverter().getCertificate(builder.build(signer));
      write(key, RsaKeyPem.pem(new JcaPKCS8Generator(pair.getPrivate(), null)), "rw-------");
      write(certificate, RsaKeyPem.pem(made), "rw-r--r--");
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IOException("cannot make a certificate", e);
    }
  }

  /** P-256: each of a thousand proxies that connect costs a signature, by RSA ten times as much. */
  private static KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  /** Written aside and moved, so that no one ever reads half a file. */
  private static void write(Path file, byte[] content, String permissions) throws IOException {
    Path aside = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(aside);
    Files.createFile(
        aside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
    Files.write(aside, content, StandardOpenOption.TRUNCATE_EXISTING);
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
