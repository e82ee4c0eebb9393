package io.meshlog.xds.policy.meshproxypatch;

import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.target.RefPosition;
import io.meshlog.model.target.TargetKind;
import io.meshlog.model.target.TargetRefRules;
import io.meshlog.xds.json.EnvoyJson;
import io.meshlog.xds.json.EnvoyJson.Unreadable;
import io.meshlog.xds.policy.PolicyChecks;
import io.meshlog.xds.policy.meshproxypatch.MeshProxyPatch.Change;
import io.meshlog.xds.policy.meshproxypatch.MeshProxyPatch.JsonPatch;
import io.meshlog.xds.policy.meshproxypatch.MeshProxyPatch.Modification;
import io.meshlog.xds.policy.meshproxypatch.MeshProxyPatch.Operation;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which MeshProxyPatches are acceptable (policies.md 2.14). */
final class MeshProxyPatchRules implements SpecRules<MeshProxyPatch> {
  private static final RefPosition TOP =
      new RefPosition(RefPosition.top(false, TargetKind.MESH_GATEWAY).kinds(), false, false);
  private static final List<Operation> OF_RESOURCES =
      List.of(Operation.Add, Operation.Remove, Operation.Patch);
  private static final List<Operation> OF_FILTERS =
      List.of(
          Operation.Remove,
          Operation.Patch,
          Operation.AddFirst,
          Operation.AddBefore,
          Operation.AddAfter,
          Operation.AddLast);
  private static final Set<String> OPS = Set.of("add", "remove", "replace", "move", "copy");

  @Override
  public void validate(MeshProxyPatch spec, Violations at) {
    PolicyChecks.schema(spec, at);
    List<Modification> all = spec.conf() == null ? List.of() : spec.conf().modifications();
    Violations conf = at.at("default");
    for (int i = 0; i < all.size(); i++) {
      schema(all.get(i), conf.at("appendModifications", i));
    }
    if (!at.isEmpty()) {
      return;
    }
    if (spec.targetRef() != null) {
      TargetRefRules.validate(spec.targetRef(), TOP, at.at("targetRef"));
    }
    if (all.isEmpty()) {
      conf.add("appendModifications", PolicyChecks.NOT_EMPTY);
    }
    for (int i = 0; i < all.size(); i++) {
      modification(all.get(i), conf.at("appendModifications", i));
    }
  }

  private static void schema(Modification modification, Violations at) {
    schema(modification.cluster(), OF_RESOURCES, at.at("cluster"));
    schema(modification.listener(), OF_RESOURCES, at.at("listener"));
    schema(modification.virtualHost(), OF_RESOURCES, at.at("virtualHost"));
    schema(modification.networkFilter(), OF_FILTERS, at.at("networkFilter"));
    schema(modification.httpFilter(), OF_FILTERS, at.at("httpFilter"));
  }

  private static void schema(@Nullable Change change, List<Operation> allowed, Violations at) {
    if (change == null) {
      return;
    }
    if (change.operation() == null) {
      at.add("operation", PolicyChecks.REQUIRED);
    } else if (!allowed.contains(change.operation())) {
      at.add(
          "operation",
          allowed.stream()
              .map(Operation::name)
              .collect(Collectors.joining(" ", "in body should be one of [", "]")));
    }
    for (int i = 0; i < change.patches().size(); i++) {
      Violations here = at.at("jsonPatches", i);
      JsonPatch patch = change.patches().get(i);
      if (patch.op() == null) {
        here.add("op", PolicyChecks.REQUIRED);
      } else if (!OPS.contains(patch.op())) {
        here.add("op", "in body should be one of [add remove replace move copy]");
      }
      if (patch.path() == null) {
        here.add("path", PolicyChecks.REQUIRED);
      }
    }
  }

  private static void modification(Modification modification, Violations at) {
    long count =
        Stream.of(
                modification.cluster(),
                modification.listener(),
                modification.networkFilter(),
                modification.httpFilter(),
                modification.virtualHost())
            .filter(change -> change != null)
            .count();
    if (count != 1) {
      at.add(
          "exactly one modification can be defined at a time. Currently, "
              + count
              + " modifications are defined");
      return;
    }
    resource(modification.cluster(), Cluster.getDefaultInstance(), "cluster", at);
    resource(modification.listener(), Listener.getDefaultInstance(), "listener", at);
    resource(modification.virtualHost(), VirtualHost.getDefaultInstance(), "virtualHost", at);
    filter(modification.networkFilter(), Filter.getDefaultInstance(), "networkFilter", at);
    filter(modification.httpFilter(), HttpFilter.getDefaultInstance(), "httpFilter", at);
  }

  private static void resource(
      @Nullable Change change, Message prototype, String field, Violations parent) {
    if (change == null) {
      return;
    }
    Violations at = parent.at(field);
    if (change.operation() == Operation.Add) {
      if (field.equals("virtualHost")) {
        if (change.matchOrAny().name() != null) {
          at.at("match").add("name", PolicyChecks.NOT_DEFINED);
        }
      } else if (change.match() != null) {
        at.add("match", PolicyChecks.NOT_DEFINED);
      }
    }
    content(change, prototype, field, at);
  }

  private static void filter(
      @Nullable Change change, Message prototype, String field, Violations parent) {
    if (change == null) {
      return;
    }
    Violations at = parent.at(field);
    if (change.matchOrAny().name() == null) {
      switch (change.operation()) {
        case AddBefore ->
            at.at("match")
                .add(
                    "name",
                    "must be defined. You need to pick a filter before which this one will be"
                        + " added");
        case AddAfter ->
            at.at("match")
                .add(
                    "name",
                    "must be defined. You need to pick a filter after which this one will be"
                        + " added");
        case Patch -> at.at("match").add("name", PolicyChecks.DEFINED);
        case Add, AddFirst, AddLast, Remove -> {}
        case null -> {}
      }
    }
    content(change, prototype, field, at);
  }

  private static void content(Change change, Message prototype, String field, Violations at) {
    switch (change.operation()) {
      case Remove -> {
        if (change.value() != null) {
          at.add("value", PolicyChecks.NOT_DEFINED);
        }
      }
      case Patch -> patch(change, prototype, field, at);
      case Add, AddFirst, AddLast, AddBefore, AddAfter -> {
        if (change.value() == null) {
          at.add("value", PolicyChecks.DEFINED);
        } else {
          readable(change.value(), prototype, true, at);
        }
      }
      case null -> {}
    }
  }

  private static void patch(Change change, Message prototype, String field, Violations at) {
    boolean json = !change.patches().isEmpty();
    if (change.value() != null) {
      if (json) {
        at.add(field + " must have only one type defined: value, jsonPatches");
      } else {
        readable(change.value(), prototype, false, at);
      }
    } else if (!json) {
      at.add(field + " must have exactly one defined: value, jsonPatches");
    }
    for (int i = 0; i < change.patches().size() && change.value() == null; i++) {
      jsonPatch(change.patches().get(i), at.at("jsonPatches", i));
    }
  }

  private static void readable(String value, Message prototype, boolean whole, Violations at) {
    try {
      Message read = EnvoyJson.parseYaml(value, prototype);
      Object name = read.getField(read.getDescriptorForType().findFieldByName("name"));
      if (whole && name.equals("")) {
        at.add("value", "native Envoy resource is not valid: name must be defined");
      }
    } catch (Unreadable e) {
      at.add("value", "native Envoy resource is not valid: " + e.getMessage());
    }
  }

  private static void jsonPatch(JsonPatch patch, Violations at) {
    boolean moves = "move".equals(patch.op()) || "copy".equals(patch.op());
    boolean sets = "add".equals(patch.op()) || "replace".equals(patch.op());
    if (moves && patch.from() == null) {
      at.add("from", "\"from\" must not be empty when \"op\" is one of [\"move\", \"copy\"]");
    } else if (!moves && patch.from() != null) {
      at.add("from", "\"from\" is allowed only when \"op\" is one of [\"move\", \"copy\"]");
    }
    if (sets && patch.value() == null) {
      at.add("value", "\"value\" must not be empty when \"op\" is one of [\"add\", \"replace\"]");
    } else if (!sets && patch.value() != null) {
      at.add("value", "\"value\" is allowed only when \"op\" is one of [\"add\", \"replace\"]");
    }
    String path = patch.path() == null ? "" : patch.path();
    if ("remove".equals(patch.op()) && (path.isEmpty() || path.equals("/"))) {
      at.add("path", "root path cannot be removed");
    }
  }
}
