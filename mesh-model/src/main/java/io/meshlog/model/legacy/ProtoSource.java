package io.meshlog.model.legacy;

import io.meshlog.model.json.OneOf;
import io.meshlog.model.json.ProtoBytes;
import io.meshlog.model.json.Wrapped;
import io.meshlog.model.resource.Violations;
import org.jspecify.annotations.Nullable;

/**
 * Where a certificate or key of a flat type is.
 *
 * @param secret name of a Secret of the mesh
 * @param file of the control plane
 */
public record ProtoSource(
    @Wrapped @Nullable String secret,
    @Wrapped @Nullable String file,
    @Wrapped @Nullable ProtoBytes inline,
    @Wrapped @Nullable String inlineString) {

  public ProtoSource {
    new OneOf()
        .or("secret", secret)
        .or("file", file)
        .or("inline", inline)
        .or("inlineString", inlineString)
        .check();
  }

  public static void validate(@Nullable ProtoSource source, Violations at) {
    if (source != null && source.isEmpty()) {
      at.add("data source cannot be empty");
    }
  }

  private boolean isEmpty() {
    return blank(secret)
        && blank(file)
        && blank(inlineString)
        && (inline == null || inline.base64().isEmpty());
  }

  private static boolean blank(@Nullable String text) {
    return text == null || text.isEmpty();
  }
}
