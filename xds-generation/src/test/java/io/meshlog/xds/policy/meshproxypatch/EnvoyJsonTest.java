package io.meshlog.xds.policy.meshproxypatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.UnknownFieldSet;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.extensions.filters.network.set_filter_state.v3.Config;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.json.EnvoyJson;
import org.junit.jupiter.api.Test;

class EnvoyJsonTest {
  @Test
  void tellsAMessageWithAllItPacksAndReadsItBack() throws Exception {
    Cluster cluster =
        Cluster.newBuilder()
            .setName("a")
            .setConnectTimeout(Duration.newBuilder().setNanos(5_000_000))
            .putTypedExtensionProtocolOptions(
                "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                XdsResource.pack(
                    HttpProtocolOptions.newBuilder()
                        .setCommonHttpProtocolOptions(
                            io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions.newBuilder()
                                .setIdleTimeout(Duration.newBuilder().setSeconds(3)))
                        .build()))
            .build();
    assertThat(EnvoyJson.print(cluster).toString()).contains("idleTimeout").contains("0.005s");
    assertThat(EnvoyJson.parse(EnvoyJson.print(cluster), Cluster.getDefaultInstance()))
        .isEqualTo(cluster);
  }

  /** Fields that Envoy knows and the API here does not; types of Envoy's contrib builds. */
  @Test
  void losesNothingThatJsonCannotTell() throws Exception {
    Config newer =
        Config.newBuilder()
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        2,
                        UnknownFieldSet.Field.newBuilder()
                            .addLengthDelimited(ByteString.copyFromUtf8("x"))
                            .build())
                    .build())
            .build();
    FilterChain chain =
        FilterChain.newBuilder()
            .addFilters(Filter.newBuilder().setName("a").setTypedConfig(XdsResource.pack(newer)))
            .addFilters(
                Filter.newBuilder()
                    .setName("b")
                    .setTypedConfig(
                        Any.newBuilder()
                            .setTypeUrl("type.googleapis.com/no.such.Type")
                            .setValue(ByteString.copyFromUtf8("y"))))
            .addFilters(
                Filter.newBuilder()
                    .setName("c")
                    .setTypedConfig(
                        XdsResource.pack(TcpProxy.newBuilder().setStatPrefix("s").build())))
            .build();
    assertThat(EnvoyJson.parse(EnvoyJson.print(chain), FilterChain.getDefaultInstance()))
        .isEqualTo(chain);
  }

  @Test
  void knowsNoTypeOutsideEnvoysApi() {
    assertThat(EnvoyJson.prototype("type.googleapis.com/java.lang.String")).isEmpty();
    assertThat(EnvoyJson.prototype("type.googleapis.com/envoy.no.such.Type")).isEmpty();
    assertThat(EnvoyJson.prototype("type.googleapis.com/google.protobuf.Struct")).isPresent();
    assertThat(EnvoyJson.prototype("type.googleapis.com/xds.type.v3.TypedStruct")).isPresent();
  }

  @Test
  void mergesDurationsAsOneValueAndAppendsLists() throws Exception {
    Cluster.Builder cluster =
        Cluster.newBuilder()
            .setConnectTimeout(Duration.newBuilder().setSeconds(5))
            .setEdsClusterConfig(Cluster.EdsClusterConfig.newBuilder().setServiceName("s"));
    Merging.merge(
        cluster,
        EnvoyJson.parseYaml(
            "{connectTimeout: 0.5s, edsClusterConfig: {edsConfig: {ads: {}}}}",
            Cluster.getDefaultInstance()));
    assertThat(cluster.getConnectTimeout())
        .isEqualTo(Duration.newBuilder().setNanos(500_000_000).build());
    assertThat(cluster.getEdsClusterConfig().getServiceName()).isEqualTo("s");
    assertThat(cluster.getEdsClusterConfig().getEdsConfig().hasAds()).isTrue();
  }
}
