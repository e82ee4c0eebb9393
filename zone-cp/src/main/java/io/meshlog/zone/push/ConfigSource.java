package io.meshlog.zone.push;

import io.meshlog.xds.Dep;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.state.Outside;
import java.util.Optional;
import java.util.Set;

/** Where configs come from. Safe for any thread. */
public interface ConfigSource {
  /** The state as it is now. */
  View view();

  /** One state; immutable. */
  interface View {
    /** Head of the image it was derived from. */
    long pos();

    Outcome generate(ProxyFacts facts);

    /** What a config of this state was made from beside the image. */
    Outside outside(ProxyFacts facts, ProxyConfig config);

    /**
     * A config made earlier, with the endpoints of now. Empty when more than endpoints may have
     * changed.
     *
     * @param touched what the changes since touched, of what the config depends on
     */
    Optional<ProxyConfig> withEndpoints(ProxyFacts facts, ProxyConfig config, Set<Dep> touched);
  }

  sealed interface Outcome {
    record Made(ProxyConfig config) implements Outcome {}

    /**
     * There is nothing to send yet.
     *
     * @param deps what to look at again when it is touched
     */
    record NotYet(Set<Dep> deps, String why) implements Outcome {}
  }
}
