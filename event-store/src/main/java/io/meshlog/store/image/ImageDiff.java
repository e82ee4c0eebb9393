package io.meshlog.store.image;

import io.meshlog.model.image.MeshDelta;
import io.meshlog.model.image.MeshDelta.Change;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Resource;
import java.util.ArrayList;
import java.util.List;

/** The difference between two whole images; costs as much as they hold. */
public final class ImageDiff {
  private ImageDiff() {}

  public static MeshDelta between(MeshImage before, MeshImage after) {
    List<Change> changes = new ArrayList<>();
    after
        .everything()
        .forEach(now -> {
          Resource<?> old = before.find(now.key()).orElse(null);
          if (!now.equals(old)) {
            changes.add(new Change(now.key(), old, now));
          }
        });
    before
        .everything()
        .filter(old -> after.find(old.key()).isEmpty())
        .forEach(old -> changes.add(new Change(old.key(), old, null)));
    return new MeshDelta(before.head(), after.head(), changes);
  }
}
