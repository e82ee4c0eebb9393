package io.meshlog.api.resource;

import io.meshlog.api.error.Problem;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.naming.PossibleNames;
import io.meshlog.model.naming.ServiceNames;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a service is called, and in which zones (rest-and-dataplane-protocol.md 3.4). */
public final class HostnameReads {
  private static final Map<String, ResourceType<? extends Spec>> KINDS =
      ServiceNames.KINDS.stream().collect(Collectors.toMap(ResourceType::path, kind -> kind));

  private final Views views;

  public HostnameReads(Views views) {
    this.views = views;
  }

  /** {@code /meshes/{mesh}/{serviceType}/{name}/_hostnames}. */
  public Reply of(Ask ask) {
    ResourceType<? extends Spec> kind = KINDS.get(ask.variables().get("serviceType"));
    if (kind == null) {
      throw Problem.invalid(
              "only \"meshservices,meshexternalservices,meshmultizoneservices\" are available for"
                  + " inspection",
              List.of())
          .raise();
    }
    View view = views.of(ask);
    Resource<?> service =
        view.image()
            .find(kind, ask.mesh(), ask.name())
            .orElseThrow(() -> Problem.notFound("could not retrieve service").raise());
    return Reads.positioned(Reply.json(200, json(PossibleNames.of(view.image(), service))), view);
  }

  private static ObjectNode json(SortedMap<String, SortedSet<String>> names) {
    ObjectNode root = SpecJson.plain().createObjectNode();
    ArrayNode items = root.putArray("items");
    names.forEach((name, zones) -> {
      ObjectNode item = items.addObject();
      item.put("hostname", name);
      ArrayNode list = item.putArray("zones");
      zones.forEach(zone -> list.addObject().put("name", zone));
    });
    root.put("total", items.size());
    return root;
  }
}
