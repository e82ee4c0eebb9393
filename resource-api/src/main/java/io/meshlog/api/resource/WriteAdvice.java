package io.meshlog.api.resource;

import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Resource;
import java.util.List;

/** What whoever wrote a resource should know of it beside the other resources there are. */
public interface WriteAdvice {
  /**
   * @param image as it was before the write
   * @param written its key, labels and spec count
   */
  List<String> of(MeshImage image, Resource<?> written);
}
