package io.meshlog.bench.soak;

import io.meshlog.model.image.MeshImage;
import io.meshlog.sync.TestCp;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.generate.Connected;
import io.meshlog.xds.generate.Generation;
import io.meshlog.xds.state.Advance;
import io.meshlog.xds.state.MeshState;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Proxies of a zone whose config follows the image by steps. Guarded by itself. */
final class SteppedProxies implements AutoCloseable {
  private static final int PROXIES = 8;

  private final Connected connected = new Connected();
  private final AutoCloseable subscription;
  private MeshState state;
  private MeshImage image;

  SteppedProxies(TestCp zone) {
    image = MeshImage.empty(zone.self());
    state = MeshState.of(image);
    String name = zone.self().zone();
    IntStream.range(0, PROXIES)
        .mapToObj(i -> ProxyKey.dataplane("default", "soak-" + name + "-" + i))
        .forEach(proxy -> connected.connect(state, proxy));
    subscription =
        zone.store()
            .live()
            .subscribe((before, after, delta) -> {
              synchronized (this) {
                Advance advance = state.advance(after, delta);
                state = advance.state();
                image = after;
                connected.step(advance);
              }
            });
  }

  /** Where the steps led elsewhere than the image at once does. */
  synchronized Optional<String> difference() {
    MeshState whole = MeshState.of(image);
    for (ProxyKey proxy : connected.proxies()) {
      Map<String, String> stepped = versions(connected.of(proxy));
      Map<String, String> full = versions(Connected.generate(whole, proxy));
      if (!stepped.equals(full)) {
        return Optional.of(proxy + " at " + image.head() + " has " + stepped + ", not " + full);
      }
    }
    return Optional.empty();
  }

  private static Map<String, String> versions(Generation generation) {
    Map<String, String> versions = new TreeMap<>();
    switch (generation) {
      case Generation.Ready(ProxyConfig config) ->
          config
              .resources()
              .forEach((type, resources) -> {
                for (XdsResource resource : resources.values()) {
                  versions.put(type + " " + resource.name(), resource.version());
                }
              });
      case Generation.Withheld withheld -> versions.put("withheld", withheld.toString());
    }
    return versions;
  }

  @Override
  public void close() throws Exception {
    subscription.close();
  }
}
