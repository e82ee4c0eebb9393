package io.meshlog.api.rules;

import io.meshlog.api.resource.WriteAdvice;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Resource;
import io.meshlog.xds.policy.Overridden;
import java.util.List;

/** Tells whoever writes a policy which default policies make it vain by their name. */
public final class DefaultsAdvice implements WriteAdvice {
  @Override
  public List<String> of(MeshImage image, Resource<?> written) {
    return Overridden.warnings(image, written);
  }
}
