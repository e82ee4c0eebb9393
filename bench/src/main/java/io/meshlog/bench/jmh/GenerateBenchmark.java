package io.meshlog.bench.jmh;

import io.meshlog.model.image.MeshImage;
import io.meshlog.xds.Dep;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.Reasons;
import io.meshlog.xds.generate.Generation;
import io.meshlog.xds.state.Advance;
import io.meshlog.xds.state.MeshState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The config of one sidecar that calls ten services. */
@State(Scope.Benchmark)
public class GenerateBenchmark {
  private MeshState state = MeshState.of(MeshImage.empty(BenchMesh.ZONE));
  private MeshState moved = state;
  private Set<Dep> touched = Set.of();
  private ProxyConfig config = new ProxyConfig(Map.of(), Set.of(), Map.of(), Reasons.NONE);

  @Setup
  public void fill() {
    BenchMesh mesh = new BenchMesh();
    state = MeshState.of(mesh.image());
    config = BenchMesh.config(state, BenchMesh.SOME);
    int called = BenchMesh.PLAN.calledBy(BenchMesh.SOME).iterator().next();
    MeshImage.Step step = mesh.image().apply(List.of(mesh.next(BenchMesh.dataplane(called, 2))));
    Advance advance = state.advance(step.image(), step.delta());
    moved = advance.state();
    touched = advance.touched();
    if (swapEndpoints().filter(swapped -> !swapped.equals(config)).isEmpty()) {
      throw new IllegalStateException("the change does not concern the proxy by its endpoints");
    }
  }

  @Benchmark
  public Generation generateAll() {
    return BenchMesh.generate(state, BenchMesh.SOME);
  }

  @Benchmark
  public Optional<ProxyConfig> swapEndpoints() {
    return BenchMesh.GENERATOR.swapEndpoints(moved, config, touched);
  }
}
