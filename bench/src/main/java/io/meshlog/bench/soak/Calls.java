package io.meshlog.bench.soak;

import io.meshlog.bench.soak.Excuses.Route;
import io.meshlog.demo.Http;
import io.meshlog.demo.layout.Layout;
import io.meshlog.demo.layout.Services;
import io.meshlog.demo.layout.ZoneLayout;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Calls of demo-app to kv within and across zones, in turn; runs on a thread of its own. */
final class Calls implements Runnable {
  private static final int PAUSE_MILLIS = 25;

  private final Http http = new Http();
  private final Layout layout;
  private final Excuses excuses;
  private final Findings findings;
  private final BooleanSupplier over;
  final AtomicLong answered = new AtomicLong();
  final AtomicLong excused = new AtomicLong();

  Calls(Layout layout, Excuses excuses, Findings findings, BooleanSupplier over) {
    this.layout = layout;
    this.excuses = excuses;
    this.findings = findings;
    this.over = over;
  }

  static List<Route> routes(Layout layout) {
    return layout.zones().stream()
        .flatMap(from -> layout.zones().stream().map(to -> new Route(from.name(), to.name())))
        .toList();
  }

  static URI uri(Layout layout, Route route) {
    ZoneLayout from = layout.zone(route.from());
    return from.demoApp()
        .app()
        .resolve("/call/" + Services.ofZone(layout.zone(route.to())) + "/counter");
  }

  @Override
  public void run() {
    List<Route> routes = routes(layout);
    try {
      for (int i = 0; !over.getAsBoolean(); i++) {
        call(routes.get(i % routes.size()));
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void call(Route route) {
    long begin = System.nanoTime();
    Http.Answer answer = http.get(uri(layout, route));
    if (answer.isOk() && answer.json().path("zone").asString("").equals(route.to())) {
      answered.incrementAndGet();
    } else if (excuses.cover(route, begin, System.nanoTime())) {
      excused.incrementAndGet();
    } else {
      findings.add("call from " + route.from() + " to " + route.to() + ": " + answer);
    }
  }
}
