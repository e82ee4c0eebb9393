package io.meshlog.bench.jmh;

import io.meshlog.model.event.RecordedEvent;
import io.meshlog.model.image.MeshImage;
import io.meshlog.xds.state.Advance;
import io.meshlog.xds.state.MeshState;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One event into the image, and the image's step into what generation reads. */
@State(Scope.Benchmark)
public class FoldBenchmark {
  private MeshImage image = MeshImage.empty(BenchMesh.ZONE);
  private MeshState state = MeshState.of(image);
  private List<RecordedEvent> moved = List.of();
  private MeshImage.Step step = image.apply(List.of());

  @Setup
  public void fill() {
    BenchMesh mesh = new BenchMesh();
    image = mesh.image();
    state = MeshState.of(image);
    moved = List.of(mesh.next(BenchMesh.dataplane(BenchMesh.SOME, 2)));
    step = image.apply(moved);
  }

  @Benchmark
  public MeshImage.Step foldOneEvent() {
    return image.apply(moved);
  }

  @Benchmark
  public Advance advanceByOneEndpoint() {
    return state.advance(step.image(), step.delta());
  }
}
