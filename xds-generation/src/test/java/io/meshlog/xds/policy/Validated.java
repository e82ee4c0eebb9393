package io.meshlog.xds.policy;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Violation;
import io.meshlog.model.resource.Violations;
import java.util.List;

/** Validates a spec given as JSON (single quotes will do), as the API does. */
public final class Validated {
  private Validated() {}

  public static <S extends Spec> List<Violation> violations(ResourceType<S> type, String json) {
    S spec = SpecJson.read(type, json.replace('\'', '"'));
    Violations found = Violations.collector();
    type.rules().validate(spec, found.at("spec"));
    return found.list();
  }
}
