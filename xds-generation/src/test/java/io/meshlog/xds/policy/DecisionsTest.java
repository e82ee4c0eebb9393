package io.meshlog.xds.policy;

import static io.meshlog.model.samples.DataplaneBuilder.aDataplane;
import static io.meshlog.model.samples.Samples.ZONE_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.samples.Samples;
import io.meshlog.model.samples.TestLog;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.Decided;
import io.meshlog.xds.Decided.Source;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.generate.Generation;
import io.meshlog.xds.generate.XdsGenerator;
import io.meshlog.xds.policy.meshtimeout.MeshTimeoutPolicy;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.state.MeshState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** design.md 9: generation must be able to say which policy and position decided a value. */
class DecisionsTest {
  private final TestLog log = TestLog.of(ZONE_1);

  @Test
  void eachPartNamesItsPoliciesAndTheirPositionsWeakestFirst() {
    log.put(CoreTypes.MESH, Samples.meshKey("default"), Labels.EMPTY, Samples.mesh(null, true));
    log.put(
        aDataplane("web-1")
            .inbound(80, 80, Tags.of(Tags.SERVICE, "web").with(Tags.PROTOCOL, "http"), true)
            .outbound(10080, Tags.of(Tags.SERVICE, "web")));
    long forAll = timeout("z", "{'kind':'Mesh'}");
    long forWeb = timeout("a", "{'kind':'MeshService','name':'web'}");
    List<Source> both =
        List.of(
            new Source(MeshTimeoutPolicy.TYPE.key("default", Origin.GLOBAL, "z"), forAll),
            new Source(MeshTimeoutPolicy.TYPE.key("default", Origin.GLOBAL, "a"), forWeb));
    assertThat(decisions())
        .contains(
            new Decided("outbound:127.0.0.1:10080", "MeshTimeout", both),
            new Decided("web", "MeshTimeout", both))
        .noneMatch(decided -> decided.part().startsWith("inbound"));
  }

  private long timeout(String name, String to) {
    String spec = "{'to':[{'targetRef':" + to + ",'default':{'connectionTimeout':'1s'}}]}";
    log.put(
        MeshTimeoutPolicy.TYPE,
        MeshTimeoutPolicy.TYPE.key("default", Origin.GLOBAL, name),
        Labels.EMPTY,
        SpecJson.read(MeshTimeoutPolicy.TYPE, spec.replace('\'', '"')));
    return log.image().head();
  }

  private List<Decided> decisions() {
    Generation made =
        new XdsGenerator()
            .generate(
                MeshState.of(log.image()),
                ProxyFacts.of(ProxyKey.dataplane("default", "web-1")),
                Certificates.NONE);
    return ((Generation.Ready) made).config().decisions();
  }
}
