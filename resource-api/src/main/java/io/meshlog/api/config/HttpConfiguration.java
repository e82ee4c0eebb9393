package io.meshlog.api.config;

import io.meshlog.api.tls.ControlPlaneCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The ports of the API: HTTP and, beside it on the same routes, HTTPS. Each request runs on a
 * virtual thread.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ApiServerProperties.class, GeneralProperties.class})
public class HttpConfiguration {
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(2);

  @Bean(destroyMethod = "shutdown")
  ExecutorService apiThreads() {
    return Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("api-", 0).factory());
  }

  @Bean
  ControlPlaneCertificate controlPlaneCertificate(GeneralProperties general, Clock clock) {
    try {
      return ControlPlaneCertificate.open(
          general.certificate(), general.key(), general.workDir(), clock);
    } catch (IOException e) {
      throw new SettingProblem("kuma.general.work-dir", "no TLS pair: " + e.getMessage());
    }
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> apiPorts(
      ApiServerProperties api, ControlPlaneCertificate general, ExecutorService apiThreads) {
    return factory -> {
      factory.setRegisterDefaultServlet(false);
      if (api.http().enabled()) {
        factory.setPort(api.http().port());
        factory.setAddress(address("kuma.api-server.http.interface", api.http().address()));
        factory.addConnectorCustomizers(connector -> tune(connector, apiThreads));
        if (api.https().enabled()) {
          Connector tls = new Connector(new Http11NioProtocol());
          tls.setPort(api.https().port());
          tune(tls, apiThreads);
          encrypt(tls, api, general);
          factory.addAdditionalConnectors(tls);
        }
      } else {
        factory.setPort(api.https().port());
        factory.addConnectorCustomizers(connector -> {
          tune(connector, apiThreads);
          encrypt(connector, api, general);
        });
      }
    };
  }

  private static void tune(Connector connector, ExecutorService threads) {
    if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> protocol) {
      protocol.setExecutor(threads);
      protocol.setConnectionTimeout((int) READ_TIMEOUT.toMillis());
      protocol.setKeepAliveTimeout((int) IDLE_TIMEOUT.toMillis());
    }
  }

  private static void encrypt(
      Connector connector, ApiServerProperties api, ControlPlaneCertificate general) {
    if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
      protocol.setAddress(address("kuma.api-server.https.interface", api.https().address()));
    }
    connector.setScheme("https");
    connector.setSecure(true);
    connector.setProperty("SSLEnabled", "true");
    SSLHostConfig config = new SSLHostConfig();
    config.setProtocols("TLSv1.2+TLSv1.3");
    SSLHostConfigCertificate pair =
        new SSLHostConfigCertificate(config, SSLHostConfigCertificate.Type.UNDEFINED);
    pair.setCertificateFile(
        api.https().certificate().orElse(general.certificate()).toAbsolutePath().toString());
    pair.setCertificateKeyFile(api.https().key().orElse(general.key()).toAbsolutePath().toString());
    config.addCertificate(pair);
    if (api.knowsClients()) {
      config.setTrustStore(ClientTrust.of(api));
      config.setCertificateVerification(api.https().requireClientCert() ? "required" : "optional");
    }
    connector.addSslHostConfig(config);
  }

  static InetAddress address(String property, String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new SettingProblem(property, "'" + text + "' is no address of this host");
    }
  }
}
