package io.meshlog.demo;

import static java.util.stream.Collectors.joining;

import io.meshlog.demo.layout.ControlPlanePorts;
import io.meshlog.demo.layout.Layout;
import io.meshlog.demo.layout.ProxyLayout;
import io.meshlog.demo.layout.ZoneLayout;
import io.meshlog.demo.process.Child;
import io.meshlog.demo.process.Launch;
import io.meshlog.demo.process.Running;
import io.meshlog.demo.process.StateFolder;
import io.meshlog.embedded.KafkaBroker;
import io.meshlog.embedded.KafkaOptions;
import io.meshlog.embedded.PostgresDatabase;
import io.meshlog.embedded.PostgresOptions;
import io.meshlog.embedded.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The whole topology as running processes, each restarted when it ends unasked: three databases, a
 * broker, Global, two zones, and in each zone an ingress, demo-app and kv behind their proxies.
 * Also the fixture of system tests and benchmarks: every child can be stopped, killed and started
 * again.
 */
public final class DemoTopology implements AutoCloseable {

  // Generous: a machine that is busy with tests starts everything slowly.
  private static final Duration START_PATIENCE = Duration.ofSeconds(120);
  private static final String KAFKA = "kafka";
  private static final String DATABASE = "meshlog";

  private final DemoOptions options;
  private final StateFolder state;
  private final Stages stages;
  private final Distribution distribution;
  private final Http http = new Http();
  private final Proxies proxies;
  private final Map<String, Child> children = new ConcurrentHashMap<>();
  private final Map<String, PostgresDatabase> databases = new ConcurrentHashMap<>();
  private volatile boolean closing;

  private DemoTopology(DemoOptions options, StateFolder state) {
    this.options = options;
    this.state = state;
    this.stages = new Stages(options.out());
    this.distribution = new Distribution(options);
    this.proxies = new Proxies(this, distribution, state, http);
  }

  /** Starts everything and returns when traffic flows within and across zones. */
  public static DemoTopology start(DemoOptions options) {
    DemoTopology topology = open(options);
    try {
      topology.startAll();
      return topology;
    } catch (RuntimeException e) {
      topology.close();
      throw e;
    }
  }

  /**
   * Takes hold of the state and ends what a killed runner left there, but starts nothing yet.
   *
   * @throws DemoFailure when something is not built, or a stranger has one of the ports
   */
  static DemoTopology open(DemoOptions options) {
    new Distribution(options).verify();
    var state = StateFolder.open(options.state());
    try {
      var topology = new DemoTopology(options, state);
      topology.clearTheGround();
      return topology;
    } catch (RuntimeException e) {
      state.close();
      throw e;
    }
  }

  void startAll() {
    Layout layout = options.layout();
    var keyRing = KeyRingFile.in(state.path());
    var steps = new ArrayList<Runnable>();
    steps.add(this::startKafka);
    controlPlanes().forEach(ports -> steps.add(() -> startControlPlane(ports, keyRing)));
    Together.run(steps);

    new MeshSetup(http).applyAt(layout.global());
    stages.say("mTLS and a permission for everybody are set at Global");
    Together.run(layout.zones().stream().<Runnable>map(zone -> () -> startZone(zone)).toList());
    layout.zones().forEach(proxies::awaitTraffic);
    stages.say("traffic flows within and across zones");
  }

  boolean isClosing() {
    return closing;
  }

  public DemoOptions options() {
    return options;
  }

  public Layout layout() {
    return options.layout();
  }

  public Http http() {
    return http;
  }

  public Stages stages() {
    return stages;
  }

  /** Global or a zone's control plane, by name: {@code global}, {@code zone-1}, {@code zone-2}. */
  public Child controlPlane(String name) {
    return child(name);
  }

  public Child global() {
    return child("global");
  }

  public Child kafka() {
    return child(KAFKA);
  }

  /** The database of the control plane of that name. */
  public Child postgres(String controlPlane) {
    return child("postgres-" + controlPlane);
  }

  /** How to reach the log of the control plane of that name. */
  public PostgresDatabase database(String controlPlane) {
    return Objects.requireNonNull(databases.get(controlPlane), controlPlane);
  }

  /** The kuma-dp of a proxy, with Envoy as its child. */
  public Child proxy(ProxyLayout proxy) {
    return child("proxy-" + proxy.name());
  }

  public Child app(ProxyLayout proxy) {
    return child("app-" + proxy.name());
  }

  /** All children, those that are stopped included. */
  public List<Child> children() {
    return List.copyOf(children.values());
  }

  /** Starts one more kv, with its proxy, and returns when the proxy is ready. */
  public ProxyLayout startKv(String zone, int instance) {
    return started(options.layout().zone(zone).kv(instance));
  }

  /** Starts the egress of a zone, and returns when it is ready. */
  public ProxyLayout startEgress(String zone) {
    return started(options.layout().zone(zone).egress());
  }

  private ProxyLayout started(ProxyLayout proxy) {
    proxies.start(proxy);
    proxies.awaitReady(proxy);
    return proxy;
  }

  /** Waits until the control plane says that it is ready. */
  public void awaitReady(String controlPlane) {
    ControlPlanePorts ports =
        controlPlanes()
            .filter(p -> p.name().equals(controlPlane))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no control plane " + controlPlane));
    awaitUp(child(controlPlane), () -> http.get(ports.readiness()).status() == 200);
  }

  /** Ends every child: proxies and applications first, servers last. */
  @Override
  public void close() {
    closing = true;
    Predicate<Child> edge = c -> c.name().startsWith("proxy-") || c.name().startsWith("app-");
    Predicate<Child> server = c -> c.name().startsWith("postgres-") || c.name().equals(KAFKA);
    closeAll(edge);
    closeAll(server.or(edge).negate());
    closeAll(server);
    state.close();
  }

  /** Starts a child under that name, or starts the one there is again. */
  Child startChild(String name, Launch launch) {
    Child child = children.computeIfAbsent(name, n -> new Child(n, launch, stages));
    if (closing) {
      throw new DemoFailure("the topology is being stopped");
    }
    child.start();
    return child;
  }

  /** Waits for a child to come up, but no longer when it crashes again and again. */
  void awaitUp(Child child, BooleanSupplier up) {
    boolean there =
        Await.within(START_PATIENCE, () -> closing || child.crashes() > 2 || up.getAsBoolean());
    if (closing) {
      throw new DemoFailure("the topology is being stopped");
    }
    if (!there || child.crashes() > 2) {
      throw new DemoFailure(
          child.name()
              + (there ? " crashed again and again" : " did not become ready")
              + "; its log is "
              + state.log(child.name())
              + endOfLog(child.name()));
    }
  }

  private String endOfLog(String child) {
    return state.endOfLog(child).stream().map(line -> "\n    " + line).collect(joining());
  }

  private void clearTheGround() {
    for (String left : state.stopLeftovers()) {
      stages.say(left + " was left by an earlier runner; stopped");
    }
    KafkaBroker.stopLeftover(kafkaOptions());
    controlPlanes().forEach(ports -> PostgresServer.stopLeftover(postgresOptions(ports)));
    if (options.fresh()) {
      state.wipe();
    }
    List<Integer> taken = options.layout().taken();
    if (!taken.isEmpty()) {
      throw new DemoFailure(
          "ports "
              + taken
              + " are taken by processes that Meshlog did not start; stop them or choose other"
              + " ports with --port-offset");
    }
  }

  private Stream<ControlPlanePorts> controlPlanes() {
    return Stream.concat(
        Stream.of(options.layout().global()),
        options.layout().zones().stream().map(ZoneLayout::controlPlane));
  }

  /** All that the broker keeps. */
  public Path kafkaFolder() {
    return state.path().resolve(KAFKA);
  }

  /** All that the database of the control plane of that name keeps. */
  public Path postgresFolder(String controlPlane) {
    return state.path().resolve("postgres").resolve(controlPlane);
  }

  private KafkaOptions kafkaOptions() {
    return KafkaOptions.in(kafkaFolder())
        .onPorts(options.layout().kafkaPort(), options.layout().kafkaControllerPort());
  }

  private PostgresOptions postgresOptions(ControlPlanePorts ports) {
    return PostgresOptions.in(postgresFolder(ports.name())).onPort(ports.postgres());
  }

  private void startKafka() {
    startChild(KAFKA, () -> Running.of(KafkaBroker.start(kafkaOptions())));
    stages.say("Kafka is ready");
  }

  private PostgresDatabase startPostgres(ControlPlanePorts ports) {
    startChild(
        "postgres-" + ports.name(),
        () -> {
          PostgresServer server = PostgresServer.start(postgresOptions(ports));
          databases.put(ports.name(), server.database(DATABASE));
          return Running.of(server);
        });
    stages.say("PostgreSQL of " + ports.name() + " is ready");
    return database(ports.name());
  }

  private void startControlPlane(ControlPlanePorts ports, Path keyRing) {
    PostgresDatabase database = startPostgres(ports);
    Path work = state.folder(ports.name());
    Child child =
        startChild(
            ports.name(), distribution.controlPlane(ports, work, keyRing, database).in(state));
    awaitUp(child, () -> http.get(ports.readiness()).status() == 200);
    stages.say("control plane " + ports.name() + " is ready");
  }

  private void startZone(ZoneLayout zone) {
    new MeshSetup(http).awaitIn(zone.controlPlane());
    zone.proxies().forEach(proxies::start);
    zone.proxies().forEach(proxies::awaitReady);
    long sidecars = zone.proxies().stream().filter(p -> p.kind().hasApplication()).count();
    stages.say("ingress and " + sidecars + " sidecars of " + zone.name() + " are ready");
  }

  private Child child(String name) {
    Child child = children.get(name);
    if (child == null) {
      throw new IllegalArgumentException("no child " + name + "; there are " + children.keySet());
    }
    return child;
  }

  private void closeAll(Predicate<Child> which) {
    Together.run(children.values().stream().filter(which).<Runnable>map(c -> c::close).toList());
  }
}
