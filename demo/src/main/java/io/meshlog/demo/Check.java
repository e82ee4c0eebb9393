package io.meshlog.demo;

import io.meshlog.demo.Http.Answer;
import io.meshlog.demo.layout.ControlPlanePorts;
import io.meshlog.demo.layout.ProxyLayout;
import io.meshlog.demo.layout.Services;
import io.meshlog.demo.layout.ZoneLayout;
import io.meshlog.demo.process.Child;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * The demo's scenario without a person: what a visitor would try, with each answer looked at. It
 * takes back the policies it sets, so it can run again on the same state.
 */
final class Check {

  private static final Duration EFFECT = Duration.ofSeconds(30);
  private static final String NAME = "demo-check";

  private final DemoTopology topology;
  private final Http http;
  private final ControlPlanePorts global;
  private final ZoneLayout near;
  private final ZoneLayout far;
  private int failures;

  Check(DemoTopology topology) {
    this.topology = topology;
    this.http = topology.http();
    this.global = topology.layout().global();
    this.near = topology.layout().zones().getFirst();
    this.far = topology.layout().zones().getLast();
  }

  /** Whether every step held. */
  boolean run() {
    step("both zones answer for kv", this::bothZonesAnswer);
    step("a service of the other zone alone is reached", this::otherZoneIsReached);
    step("an inbound refuses plain HTTP", this::plainHttpIsRefused);
    step("Global lists the data planes of both zones", this::globalListsDataplanes);
    step("Global looks into the Envoys of both zones", this::globalLooksIntoEnvoys);
    step("the mesh has a history", this::meshHasHistory);
    step("a MeshTimeout set at Global cuts slow calls in both zones", this::timeoutCuts);
    step("a MeshHTTPRoute sends marked calls to one version", this::routeSends);
    step("a denying MeshTrafficPermission blocks kv in both zones", this::permissionDenies);
    step("traffic goes on while a killed control plane comes back", this::controlPlaneComesBack);
    step("a killed sidecar comes back", this::sidecarComesBack);
    step("a new kv is reached across zones while Global is down", this::newKvWithoutGlobal);
    topology.stages().say(failures == 0 ? "CHECK PASSED" : "CHECK FAILED: " + failures + " steps");
    return failures == 0;
  }

  private void step(String what, Runnable step) {
    try {
      step.run();
      topology.stages().say("ok    " + what);
    } catch (DemoFailure e) {
      failures++;
      topology.stages().say("FAIL  " + what + ": " + e.getMessage());
    }
  }

  private void bothZonesAnswer() {
    for (ZoneLayout from : topology.layout().zones()) {
      for (ZoneLayout answering : topology.layout().zones()) {
        await(from, "/counter", a -> answersFrom(a, answering));
      }
    }
  }

  private void otherZoneIsReached() {
    await(near, "/counter?to=" + Services.ofZone(far), a -> answersFrom(a, far));
    await(far, "/counter?to=" + Services.ofZone(near), a -> answersFrom(a, near));
  }

  private void plainHttpIsRefused() {
    ProxyLayout kv = near.kv(1);
    Answer answer =
        http.get(URI.create("http://" + kv.address() + ":" + kv.inboundPort() + "/counter"));
    if (answer.status() != 0) {
      throw new DemoFailure("it answered " + answer);
    }
  }

  private void globalListsDataplanes() {
    URI list = global.api().resolve("/meshes/" + Services.MESH + "/dataplanes");
    awaitAnswer(list, a -> a.isOk() && a.json().path("total").asInt(0) >= 4);
  }

  private void globalLooksIntoEnvoys() {
    String dataplanes = "/meshes/" + Services.MESH + "/dataplanes";
    Answer list = http.get(global.api().resolve(dataplanes));
    if (!list.isOk() || list.json().path("items").size() < 4) {
      throw new DemoFailure("it answered " + list);
    }
    for (var item : list.json().path("items")) {
      String proxy = dataplanes + '/' + item.path("name").asString("");
      awaitAnswer(
          global.api().resolve(proxy + "/clusters"),
          a -> a.isOk() && a.body().contains("kuma:envoy:admin::"));
      awaitAnswer(
          global.api().resolve(proxy + "/xds"),
          a -> a.isOk() && a.json().path("configs").isArray());
    }
  }

  private void meshHasHistory() {
    URI history = global.api().resolve("/meshes/" + Services.MESH + "/history?type=Mesh");
    awaitAnswer(history, a -> a.isOk() && a.body().contains("enabledBackend"));
  }

  private void timeoutCuts() {
    String slow = "/call/kv/counter?delay=2000";
    withPolicy(
        "meshtimeouts",
        """
        {"type":"MeshTimeout","mesh":"default","name":"demo-check","spec":{
         "targetRef":{"kind":"Mesh"},
         "to":[{"targetRef":{"kind":"MeshService","name":"kv"},
                "default":{"http":{"requestTimeout":"300ms"}}}]}}\
        """,
        () -> inBothZones(slow, a -> a.status() == 504));
    inBothZones(slow, Answer::isOk);
  }

  private void routeSends() {
    withPolicy(
        "meshhttproutes",
        """
        {"type":"MeshHTTPRoute","mesh":"default","name":"demo-check","spec":{
         "targetRef":{"kind":"Mesh"},
         "to":[{"targetRef":{"kind":"MeshService","name":"kv"},
                "rules":[{"matches":[{"path":{"type":"PathPrefix","value":"/"},
                                      "headers":[{"name":"x-version","value":"v2"}]}],
                          "default":{"backendRefs":[{"kind":"MeshServiceSubset","name":"kv",
                                     "tags":{"version":"v2"},"weight":1}]}}]}]}}\
        """,
        () -> topology.layout().zones().forEach(this::markedCallsGoToSecondVersion));
  }

  /** Nine in a row would be one in 512 without the route, where both zones answer by turns. */
  private void markedCallsGoToSecondVersion(ZoneLayout from) {
    URI call = from.demoApp().app().resolve("/call/kv/counter");
    boolean there =
        Await.within(
            EFFECT,
            () -> {
              for (int i = 0; i < 9; i++) {
                if (!answersFrom(http.get(call, "x-version", "v2"), far)) {
                  return false;
                }
              }
              return true;
            });
    if (!there) {
      throw new DemoFailure("marked calls from " + from.name() + " do not all go to " + far.name());
    }
  }

  private void permissionDenies() {
    withPolicy(
        "meshtrafficpermissions",
        """
        {"type":"MeshTrafficPermission","mesh":"default","name":"demo-check","spec":{
         "targetRef":{"kind":"MeshSubset","tags":{"kuma.io/service":"kv"}},
         "from":[{"targetRef":{"kind":"Mesh"},"default":{"action":"Deny"}}]}}\
        """,
        () -> {
          inBothZones("/call/kv/counter", a -> a.status() == 403);
          inBothZones("/call/" + Services.ofZone(far) + "/counter", Answer::isOk);
        });
    // Each kv has to have heard that it is over: the next step kills who would tell one of them.
    bothZonesAnswer();
  }

  private void controlPlaneComesBack() {
    Child controlPlane = topology.controlPlane(near.name());
    killAndAwaitNewProcess(controlPlane);
    for (int i = 0; i < 20; i++) {
      Answer answer = http.get(near.demoApp().app().resolve("/counter"));
      if (!answer.isOk()) {
        throw new DemoFailure("a call failed meanwhile: " + answer);
      }
    }
    topology.awaitReady(near.name());
  }

  private void sidecarComesBack() {
    killAndAwaitNewProcess(topology.proxy(near.demoApp()));
    await(near, "/counter", Answer::isOk);
  }

  /**
   * The connections that zone-1 holds through the ingress stay with the first kv for as long as it
   * lives, so it goes once the new one is there.
   */
  private void newKvWithoutGlobal() {
    topology.global().stop();
    Child first = topology.proxy(far.kv(1));
    try {
      ProxyLayout kv = topology.startKv(far.name(), 2);
      first.stop();
      await(
          near,
          "/counter?to=" + Services.ofZone(far),
          a -> a.json().path("instance").asString("").equals(kv.name()));
    } finally {
      first.start();
      topology.global().start();
      topology.awaitReady("global");
    }
  }

  private static void killAndAwaitNewProcess(Child child) {
    long pid = child.process().map(ProcessHandle::pid).orElse(0L);
    child.kill();
    try {
      if (!child.awaitProcessOtherThan(pid, EFFECT)) {
        throw new DemoFailure(child.name() + " was not started again");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoFailure("interrupted");
    }
  }

  private void withPolicy(String path, String json, Runnable effect) {
    URI uri = MeshSetup.policy(global, path, NAME);
    MeshSetup.require("PUT of " + path, http.put(uri, json));
    try {
      effect.run();
    } finally {
      MeshSetup.require("DELETE of " + path, http.delete(uri));
    }
  }

  private void inBothZones(String path, Predicate<Answer> expected) {
    List.of(near, far).forEach(zone -> await(zone, path, expected));
  }

  private void await(ZoneLayout from, String path, Predicate<Answer> expected) {
    awaitAnswer(from.demoApp().app().resolve(path), expected);
  }

  private void awaitAnswer(URI uri, Predicate<Answer> expected) {
    var last = new Answer[1];
    boolean there =
        Await.within(
            EFFECT,
            () -> {
              last[0] = http.get(uri);
              return expected.test(last[0]);
            });
    if (!there) {
      throw new DemoFailure(uri + " still answers " + last[0]);
    }
  }

  private static boolean answersFrom(Answer answer, ZoneLayout zone) {
    return answer.isOk() && answer.json().path("zone").asString("").equals(zone.name());
  }
}
