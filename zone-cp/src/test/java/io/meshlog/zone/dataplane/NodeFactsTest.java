package io.meshlog.zone.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.Redirects;
import org.junit.jupiter.api.Test;

class NodeFactsTest {
  private static ProxyFacts facts(String metadata) throws InvalidProtocolBufferException {
    Struct.Builder struct = Struct.newBuilder();
    JsonFormat.parser().merge(metadata.replace('\'', '"'), struct);
    Node node = Node.newBuilder().setId("default.dp-1").setMetadata(struct).build();
    return NodeFacts.of(node).orElseThrow().facts();
  }

  @Test
  void portsOfATransparentProxyAreNumbers() throws InvalidProtocolBufferException {
    String features = "'features':['feature-transparent-proxy-in-dataplane-metadata']";
    assertThat(
            facts(
                    "{'transparentProxy':{'ipFamilyMode':'IPv4','redirect':{'inbound':{'port':16006},"
                        + "'outbound':{'port':'16001'},'dns':{'enabled':true}}},"
                        + features
                        + "}")
                .redirects())
        .isEqualTo(new Redirects(16006, 16001, false));
    assertThat(
            facts(
                    "{'transparentProxy':{'redirect':{'inbound':{'enabled':false}}},"
                        + features
                        + "}")
                .redirects())
        .isEqualTo(new Redirects(0, 15001, true));
  }
}
