package io.meshlog.xds.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.Reasons;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import io.meshlog.xds.secrets.IdentityCert;
import io.meshlog.xds.secrets.Secrets;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ShownConfigTest {
  private static final String KEY =
      "-----BEGIN PRIVATE KEY-----\nc2VjcmV0LXNlY3JldC1zZWNyZXQ=\n-----END PRIVATE KEY-----\n";

  private static String shown(XdsType type, XdsResource resource) {
    return ShownConfig.of(
            new ProxyConfig(
                Map.of(type, new TreeMap<>(Map.of(resource.name(), resource))),
                Set.of(),
                Map.of(),
                Reasons.NONE))
        .toString();
  }

  private static void keepsTheKey(String text) {
    assertThat(text).doesNotContain("c2VjcmV0LXNlY3JldC1zZWNyZXQ").contains("[redacted]");
    for (int shift = 0; shift < 3; shift++) {
      String base64 =
          Base64.getEncoder()
              .encodeToString(KEY.substring(shift).getBytes(StandardCharsets.US_ASCII));
      assertThat(text).doesNotContain(base64.substring(8, 48));
    }
  }

  @Test
  void showsACertificateWithoutItsKey() {
    String text =
        shown(XdsType.SECRET, Secrets.identity("default", new IdentityCert("the chain", KEY)));

    keepsTheKey(text);
    assertThat(text)
        .contains(Base64.getEncoder().encodeToString("the chain".getBytes(StandardCharsets.UTF_8)))
        .contains(XdsType.SECRET.typeUrl());
  }

  /** A user may have put a key there with a MeshProxyPatch. */
  @Test
  void findsAKeyInWhatIsPackedEvenBesideFieldsThatAreNotKnown() {
    UpstreamTlsContext tls =
        UpstreamTlsContext.newBuilder()
            .setSni("shown")
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        9_000,
                        UnknownFieldSet.Field.newBuilder()
                            .addLengthDelimited(ByteString.copyFromUtf8(KEY))
                            .build())
                    .build())
            .setCommonTlsContext(
                CommonTlsContext.newBuilder()
                    .addTlsCertificates(
                        TlsCertificate.newBuilder()
                            .setPrivateKey(DataSource.newBuilder().setInlineString(KEY))))
            .build();
    Cluster cluster =
        Cluster.newBuilder()
            .setName("c")
            .setTransportSocket(
                TransportSocket.newBuilder().setName("tls").setTypedConfig(XdsResource.pack(tls)))
            .build();

    String text = shown(XdsType.CLUSTER, XdsResource.of(XdsType.CLUSTER, "c", cluster));

    keepsTheKey(text);
    assertThat(text).contains("shown");
  }

  @Test
  void findsAKeyInFreeTextAndLeavesOutWhatItCannotLookInto() {
    Cluster cluster =
        Cluster.newBuilder()
            .setName("c")
            .setTransportSocket(
                TransportSocket.newBuilder()
                    .setName("own")
                    .setTypedConfig(
                        Any.newBuilder()
                            .setTypeUrl("type.googleapis.com/no.such.Type")
                            .setValue(ByteString.copyFromUtf8(KEY))))
            .setMetadata(
                Metadata.newBuilder()
                    .putFilterMetadata(
                        "note",
                        Struct.newBuilder()
                            .putFields("key", Value.newBuilder().setStringValue(KEY).build())
                            .build()))
            .build();

    String text = shown(XdsType.CLUSTER, XdsResource.of(XdsType.CLUSTER, "c", cluster));

    keepsTheKey(text);
    assertThat(text).contains("not known here: type.googleapis.com/no.such.Type");
  }
}
