package io.meshlog.bench.jmh;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.policy.MatchedPolicies;
import io.meshlog.xds.policy.PolicySet;
import io.meshlog.xds.policy.PolicyTable;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Which policies concern a proxy, and what they say together. */
@State(Scope.Benchmark)
public class MatchBenchmark {
  /** One of each service: no two are of one shape, so that nothing is remembered for the next. */
  private static final int SHAPES = 100;

  private MeshImage image = MeshImage.empty(BenchMesh.ZONE);
  private PolicyTable warm = PolicyTable.empty();
  private List<Resource<DataplaneSpec>> proxies = List.of();

  @Setup
  public void fill() {
    image = new BenchMesh().image();
    proxies = image.all(CoreTypes.DATAPLANE, BenchMesh.MESH).limit(SHAPES).toList();
    warm = PolicyTable.of(image, BenchMesh.MESH);
    proxies.forEach(warm::matched);
  }

  /** By proxy, as after a change of policies. */
  @Benchmark
  @OperationsPerInvocation(SHAPES)
  public void matchAndMergeAnew(Blackhole sink) {
    PolicyTable cold = PolicyTable.of(image, BenchMesh.MESH);
    proxies.forEach(proxy -> consume(cold, proxy, sink));
  }

  /** By proxy, when one of its shape has been seen. */
  @Benchmark
  @OperationsPerInvocation(SHAPES)
  public void matchAgain(Blackhole sink) {
    proxies.forEach(proxy -> consume(warm, proxy, sink));
  }

  private static void consume(PolicyTable table, Resource<DataplaneSpec> proxy, Blackhole sink) {
    for (MatchedPolicies<?> matched : table.matched(proxy)) {
      sink.consume(matched.proxy().toTagged());
      for (PolicySet<?> inbound : matched.inbounds()) {
        sink.consume(inbound.from());
      }
    }
  }
}
