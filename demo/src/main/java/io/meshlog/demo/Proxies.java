package io.meshlog.demo;

import io.meshlog.demo.Distribution.ProxyFiles;
import io.meshlog.demo.layout.ProxyLayout;
import io.meshlog.demo.layout.ProxyResources;
import io.meshlog.demo.layout.Services;
import io.meshlog.demo.layout.ZoneLayout;
import io.meshlog.demo.process.StateFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;

/** Starts proxies with the applications behind them, as a user of the zone would. */
final class Proxies {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final DemoTopology topology;
  private final Distribution distribution;
  private final StateFolder state;
  private final Http http;

  Proxies(DemoTopology topology, Distribution distribution, StateFolder state, Http http) {
    this.topology = topology;
    this.distribution = distribution;
    this.state = state;
    this.http = http;
  }

  void start(ProxyLayout proxy) {
    if (proxy.kind().hasApplication()) {
      topology.startChild("app-" + proxy.name(), distribution.app(proxy).in(state));
    }
    Path work = state.folder("proxy/" + proxy.name());
    var files = ProxyFiles.of(proxy.zone(), state.folder(proxy.zone().name()), work);
    write(files.resource(), ProxyResources.of(proxy, topology.layout()));
    write(files.token(), token(proxy));
    topology.startChild("proxy-" + proxy.name(), distribution.proxy(proxy, files).in(state));
  }

  void awaitReady(ProxyLayout proxy) {
    topology.awaitUp(topology.proxy(proxy), () -> http.get(proxy.readiness()).status() == 200);
  }

  /** Waits until demo-app of the zone gets an answer from every service it can call. */
  void awaitTraffic(ZoneLayout zone) {
    var targets = new ArrayList<String>();
    targets.add(Services.KV);
    topology.layout().zones().forEach(z -> targets.add(Services.ofZone(z)));
    for (String target : targets) {
      URI call = zone.demoApp().app().resolve("/counter?to=" + target);
      if (!Await.within(PATIENCE, () -> http.get(call).isOk())) {
        throw new DemoFailure(
            "demo-app in " + zone.name() + " does not reach " + target + ": " + http.get(call));
      }
    }
  }

  private String token(ProxyLayout proxy) {
    boolean ofZone = !proxy.kind().hasApplication();
    URI uri =
        proxy.zone().controlPlane().api().resolve(ofZone ? "/tokens/zone" : "/tokens/dataplane");
    String request =
        ofZone
            ? "{\"zone\":\""
                + proxy.zone().name()
                + "\",\"scope\":[\""
                + proxy.kind().title()
                + "\"]}"
            : "{\"mesh\":\"" + Services.MESH + "\",\"name\":\"" + proxy.name() + "\"}";
    // The signing keys come from Global; right after the first start they may be on their way.
    var last = new Http.Answer[] {new Http.Answer(0, "not asked")};
    boolean issued =
        Await.within(
            PATIENCE,
            () -> {
              last[0] = http.post(uri, request);
              return last[0].isOk();
            });
    if (!issued) {
      throw new DemoFailure("no token for " + proxy.name() + " from " + uri + ": " + last[0]);
    }
    return last[0].body();
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
