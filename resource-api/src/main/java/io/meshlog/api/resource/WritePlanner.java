package io.meshlog.api.resource;

import io.meshlog.model.admit.Verdict.Admitted;
import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Spec;
import org.jspecify.annotations.Nullable;

/**
 * What is particular to writing one type: further resources that come along, what protects it from
 * deletion. Must be free of lasting effects: a plan may be made again when another write came
 * between.
 */
public interface WritePlanner<S extends Spec> {

  default WritePlan put(
      Admitted<S> admitted, @Nullable Resource<S> existing, Expected expected, MeshImage image) {
    return new WritePlan.Proceed(admitted.put(expected));
  }

  default WritePlan delete(Resource<S> resource, Expected expected, MeshImage image) {
    return new WritePlan.Proceed(new Command.Delete(resource.key(), expected));
  }

  /** For types about which nothing is particular. */
  static <T extends Spec> WritePlanner<T> plain() {
    return new WritePlanner<>() {};
  }
}
