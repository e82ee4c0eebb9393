package io.meshlog.xds.policy;

import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.model.types.CoreTypes;
import java.util.List;
import java.util.stream.Stream;

/** Every resource type of a control plane: the core types and the policies. */
public final class MeshTypes {
  public static final List<ResourceType<?>> ALL =
      Stream.<ResourceType<?>>concat(
              CoreTypes.ALL.stream(), Policies.ALL.stream().map(Policy::type))
          .toList();

  public static final ResourceTypes TYPES = ResourceTypes.of(ALL);

  private MeshTypes() {}
}
