package io.meshlog.store.image;

import io.meshlog.model.image.MeshDelta;
import io.meshlog.model.image.MeshImage;

/** Follows the image. Called for one step at a time, in position order; must not block. */
@FunctionalInterface
public interface MeshListener {
  void onStep(MeshImage before, MeshImage after, MeshDelta delta);
}
