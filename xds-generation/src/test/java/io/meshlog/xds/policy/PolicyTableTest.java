package io.meshlog.xds.policy;

import static io.meshlog.model.samples.DataplaneBuilder.aDataplane;
import static io.meshlog.model.samples.Samples.ZONE_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.image.MeshDelta.Change;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.samples.DataplaneBuilder;
import io.meshlog.model.samples.TestLog;
import io.meshlog.model.target.GatewayListeners;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.Dep;
import io.meshlog.xds.Dep.Selected;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoutePolicy;
import io.meshlog.xds.policy.meshtimeout.MeshTimeoutPolicy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PolicyTableTest {
  private static final String TO =
      "'to':[{'targetRef':{'kind':'Mesh'},'default':{'connectionTimeout':'1s'}}]";

  private final TestLog log = TestLog.of(ZONE_1);
  private PolicyTable table = PolicyTable.empty();

  @Test
  void replicasOfAServiceShareOneMatchAndItsRules() {
    timeout("a", "{" + TO + "}");
    ProxyMatch<?> one = match(aDataplane("web-1"));
    ProxyMatch<?> other = match(aDataplane("web-2").at("192.168.0.2"));
    assertThat(one).isSameAs(other);
    assertThat(one.proxy().rules()).isSameAs(other.proxy().rules());
  }

  @Test
  void differentProxiesShareTheRulesOfEqualSets() {
    timeout("a", "{" + TO + "}");
    timeout("b", "{'targetRef':{'kind':'MeshService','name':'elsewhere'}," + TO + "}");
    PolicySet<?> web = match(aDataplane("web-1")).proxy();
    PolicySet<?> db =
        match(aDataplane("db-1").inbound(1, 1, Tags.of(Tags.SERVICE, "db"), true)).proxy();
    assertThat(web).isSameAs(db);
  }

  @Test
  void aChangeElsewhereKeepsTheRulesOfASet() {
    timeout("a", "{" + TO + "}");
    PolicySet<?> before = match(aDataplane()).proxy();
    timeout("b", "{'targetRef':{'kind':'MeshService','name':'elsewhere'}," + TO + "}");
    assertThat(match(aDataplane()).proxy()).isSameAs(before);
    timeout("a", "{" + TO.replace("1s", "2s") + "}");
    assertThat(match(aDataplane()).proxy()).isNotSameAs(before);
  }

  @Test
  void doesNotRememberSetsThatCanNoLongerBe() {
    for (int i = 0; i < 50; i++) {
      timeout("a", "{" + TO.replace("1s", (i + 1) + "s") + "}");
      match(aDataplane());
    }
    assertThat(table.table(MeshTimeoutPolicy.TYPE).remembered()).isEqualTo(1);
  }

  @Test
  void aPolicyOnARouteFollowsTheRouteWhereverItGoes() {
    timeout(
        "t",
        "{'targetRef':{'kind':'MeshHTTPRoute','name':'r'},"
            + TO.replace("connectionTimeout", "idleTimeout")
            + "}");
    assertThat(match(aDataplane()).proxy().isEmpty()).isTrue();
    route("r", "{'kind':'MeshService','name':'web'}");
    assertThat(match(aDataplane()).proxy().isEmpty()).isFalse();
    route("r", "{'kind':'MeshService','name':'other'}");
    assertThat(match(aDataplane()).proxy().isEmpty()).isTrue();
  }

  @Test
  void knowsTheDestinationsThatRoutesNarrow() {
    route("r", "{'kind':'Mesh'}");
    assertThat(table.destinations())
        .containsExactly(Tags.of(Tags.SERVICE, "backend").with("version", "v2"));
    apply(
        log.delete(MeshHTTPRoutePolicy.TYPE.key("default", Origin.GLOBAL, "r")).delta().changes());
    assertThat(table.destinations()).isEmpty();
  }

  @Test
  void noticesAProxyWheneverAPolicyStartsOrStopsToMatterToIt() {
    long seed = 20261123;
    Random random = new Random(seed);
    List<DataplaneBuilder> proxies = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      proxies.add(
          aDataplane("dp-" + i)
              .label("team", "t" + random.nextInt(2))
              .inbound(
                  80,
                  80,
                  Tags.of(Tags.SERVICE, "s" + random.nextInt(3)).with("v", "" + random.nextInt(2)),
                  true));
    }
    int moved = 0;
    for (int i = 0; i < 400; i++) {
      PolicyTable before = table;
      String name = "p" + random.nextInt(5);
      boolean route = random.nextInt(3) == 0;
      List<Change> changes =
          route
              ? route(name, top(random, false))
              : timeout(
                  name,
                  random.nextInt(8) == 0 ? Labels.of(Labels.EFFECT, "shadow") : Labels.EMPTY,
                  "{'targetRef':" + top(random, true) + ',' + TO + "}");
      Set<Dep> touched = before.touches(changes.getFirst());
      for (DataplaneBuilder proxy : proxies) {
        Resource<DataplaneSpec> dataplane = dataplane(proxy);
        boolean differs =
            !before
                    .table(MeshTimeoutPolicy.TYPE)
                    .match(dataplane, GatewayListeners.NONE)
                    .proxy()
                    .policies()
                    .equals(
                        table
                            .table(MeshTimeoutPolicy.TYPE)
                            .match(dataplane, GatewayListeners.NONE)
                            .proxy()
                            .policies())
                || !before
                    .table(MeshHTTPRoutePolicy.TYPE)
                    .match(dataplane, GatewayListeners.NONE)
                    .proxy()
                    .policies()
                    .equals(
                        table
                            .table(MeshHTTPRoutePolicy.TYPE)
                            .match(dataplane, GatewayListeners.NONE)
                            .proxy()
                            .policies());
        if (differs) {
          moved++;
          assertThat(touched)
              .as("seed %d, step %d, %s", seed, i, changes)
              .containsAnyElementsOf(deps(dataplane));
        }
      }
    }
    assertThat(moved).isGreaterThan(500);
  }

  private static String top(Random random, boolean routeToo) {
    return switch (random.nextInt(routeToo ? 8 : 7)) {
      case 0 -> "{'kind':'Mesh'}";
      case 1 ->
          "{'kind':'MeshSubset','tags':{'v':'" + random.nextInt(2) + "','kuma.io/service':'*'}}";
      case 2 -> "{'kind':'MeshService','name':'s" + random.nextInt(3) + "'}";
      case 3 -> "{'kind':'MeshServiceSubset','name':'s" + random.nextInt(3) + "','tags':{'v':'1'}}";
      case 4 -> "{'kind':'Dataplane','labels':{'team':'t" + random.nextInt(2) + "'}}";
      case 5 -> "{'kind':'Dataplane','name':'dp-" + random.nextInt(12) + "'}";
      case 6 -> "{'kind':'MeshSubset','tags':{'v':'*'}}";
      default -> "{'kind':'MeshHTTPRoute','name':'p" + random.nextInt(5) + "'}";
    };
  }

  /** What the generator has a proxy depend on: see {@code MeshPolicies}. */
  private static Set<Dep> deps(Resource<DataplaneSpec> dataplane) {
    Set<Dep> deps = new HashSet<>();
    deps.add(new Dep.Policies("default", new Selected.Everyone()));
    deps.add(new Dep.Policies("default", new Selected.ByName(dataplane.displayName())));
    for (Tags tags : dataplane.spec().tagSets()) {
      tags.values()
          .forEach((k, v) -> deps.add(new Dep.Policies("default", new Selected.ByTag(k, v))));
    }
    dataplane
        .labels()
        .values()
        .forEach((k, v) -> deps.add(new Dep.Policies("default", new Selected.ByLabel(k, v))));
    return deps;
  }

  private ProxyMatch<?> match(DataplaneBuilder dataplane) {
    return table.table(MeshTimeoutPolicy.TYPE).match(dataplane(dataplane), GatewayListeners.NONE);
  }

  private static Resource<DataplaneSpec> dataplane(DataplaneBuilder dataplane) {
    TestLog own = TestLog.of(ZONE_1);
    own.put(dataplane);
    return own.image().all(CoreTypes.DATAPLANE).findFirst().orElseThrow();
  }

  private List<Change> timeout(String name, String spec) {
    return timeout(name, Labels.EMPTY, spec);
  }

  private List<Change> timeout(String name, Labels labels, String spec) {
    // as on a zone's own control plane: a name is read in the policy's zone
    return put(MeshTimeoutPolicy.TYPE, name, labels.with(Labels.ZONE, "zone-1"), spec);
  }

  private List<Change> route(String name, String top) {
    return put(
        MeshHTTPRoutePolicy.TYPE,
        name,
        Labels.of(Labels.ZONE, "zone-1"),
        "{'targetRef':"
            + top
            + ",'to':[{'targetRef':{'kind':'MeshService','name':'backend'},'rules':[{'matches':[{'path':{'type':'PathPrefix','value':'/'}}],'default':{'backendRefs':[{'kind':'MeshServiceSubset','name':'backend','tags':{'version':'v2'}}]}}]}]}");
  }

  private <S extends Spec> List<Change> put(
      ResourceType<S> type, String name, Labels labels, String spec) {
    S read = SpecJson.read(type, spec.replace('\'', '"'));
    List<Change> changes =
        log.put(type, type.key("default", Origin.GLOBAL, name), labels, read).delta().changes();
    return apply(changes);
  }

  private List<Change> apply(List<Change> changes) {
    table = table.advance(changes);
    return changes;
  }
}
