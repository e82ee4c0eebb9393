package io.meshlog.model.target;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.PolicyTraits;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.types.CoreTypes;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A policy type with every list, for tests of what all policies share. */
record Sample(
    @Nullable TargetRef targetRef,
    @Nullable List<Targeted<Sample.Conf>> to,
    @Nullable List<Targeted<Sample.Conf>> from,
    @Nullable List<Matched<Sample.Conf>> rules)
    implements PolicySpec {

  record Conf(
      @Nullable String a,
      @Nullable String b,
      @Nullable Inner inner,
      @Nullable List<String> list,
      @Nullable List<String> appendAll) {
    static Conf a(String a) {
      return new Conf(a, null, null, null, null);
    }

    static Conf b(String b) {
      return new Conf(null, b, null, null, null);
    }
  }

  record Inner(@Nullable Integer x, @Nullable Integer y) {}

  static final ConfType<Conf> CONF = ConfType.of(Conf.class);

  static final ResourceType<Sample> TYPE =
      ResourceType.named("MeshSample", Sample.class)
          .path("meshsamples")
          .shortName("ms")
          .policy(new PolicyTraits(true, true, true, true))
          .build();

  @Override
  public List<Targeted<Conf>> toEntries() {
    return PolicySpec.orNone(to);
  }

  @Override
  public List<Targeted<Conf>> fromEntries() {
    return PolicySpec.orNone(from);
  }

  @Override
  public List<Matched<Conf>> ruleEntries() {
    return PolicySpec.orNone(rules);
  }

  /** A policy called {@code name} whose spec is this JSON (single quotes will do). */
  static Resource<Sample> policy(String name, String spec) {
    return policy(name, Labels.EMPTY, spec);
  }

  static Resource<Sample> policy(String name, Labels labels, String spec) {
    Sample sample = SpecJson.read(TYPE, spec.replace('\'', '"'));
    return new Resource<>(
        TYPE,
        TYPE.key("default", Origin.GLOBAL, name),
        name,
        labels,
        sample,
        Instant.EPOCH,
        Instant.EPOCH,
        1,
        7);
  }

  static Resource<DataplaneSpec> dataplane(String name, Labels labels, String spec) {
    return new Resource<>(
        CoreTypes.DATAPLANE,
        CoreTypes.DATAPLANE.key("default", Origin.GLOBAL, name),
        name,
        labels,
        SpecJson.read(CoreTypes.DATAPLANE, spec.replace('\'', '"')),
        Instant.EPOCH,
        Instant.EPOCH,
        1,
        1);
  }

  /** Two inbounds: web on 80 called {@code main}, admin on 81. */
  static Resource<DataplaneSpec> twoInbounds(Labels labels) {
    return dataplane(
        "dp-1",
        labels,
        """
        {'networking':{'address':'10.0.0.1','inbound':[
          {'port':80,'name':'main','tags':{'kuma.io/service':'web','version':'v1'}},
          {'port':81,'tags':{'kuma.io/service':'admin','version':'v2'}}]}}\
        """);
  }

  /** The sorted policies, as rules take them. */
  @SafeVarargs
  static List<Resource<Sample>> sorted(Resource<Sample>... policies) {
    return List.of(policies).stream().sorted(Precedence.POLICIES).toList();
  }
}
