package io.meshlog.api.config;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code KUMA_GENERAL_*}.
 *
 * @param workDir where the control plane keeps what it generates
 * @param tlsCertFile and {@code tlsKeyFile}: the pair of its TLS ports; null means generated
 */
@ConfigurationProperties("kuma.general")
public record GeneralProperties(
    @DefaultValue("${user.home}/.kuma") Path workDir,
    @Nullable Path tlsCertFile,
    @Nullable Path tlsKeyFile) {

  public GeneralProperties {
    if (Paths.given(tlsCertFile).isPresent() != Paths.given(tlsKeyFile).isPresent()) {
      throw new SettingProblem(
          "kuma.general.tls-cert-file", "certificate and key must be set together");
    }
    if (workDir.toString().startsWith("${")) {
      workDir = Path.of(System.getProperty("user.home"), ".kuma");
    }
  }

  public Optional<Path> certificate() {
    return Paths.given(tlsCertFile);
  }

  public Optional<Path> key() {
    return Paths.given(tlsKeyFile);
  }
}
