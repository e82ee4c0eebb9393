package io.meshlog.zone;

import com.google.protobuf.Struct;
import com.zaxxer.hikari.HikariDataSource;
import io.meshlog.api.ca.BuiltinCa;
import io.meshlog.embedded.testing.TestDatabase;
import io.meshlog.embedded.testing.TestPostgres;
import io.meshlog.model.admit.Admission;
import io.meshlog.model.admit.Submission;
import io.meshlog.model.admit.Verdict;
import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.WriteContext;
import io.meshlog.model.secret.SecretSpec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.EventStore;
import io.meshlog.store.StoreOptions;
import io.meshlog.store.append.AppendOutcome;
import io.meshlog.store.append.AppendRequest;
import io.meshlog.store.config.PostgresProperties;
import io.meshlog.store.config.StoreDataSource;
import io.meshlog.store.history.HistoryQuery;
import io.meshlog.store.lease.LeaseListener;
import io.meshlog.store.lease.Leases;
import io.meshlog.store.lease.RoleLease;
import io.meshlog.store.log.LogOwner;
import io.meshlog.store.log.UncheckedSql;
import io.meshlog.store.push.PushHistory;
import io.meshlog.store.push.PushStore;
import io.meshlog.store.secret.KeyRing;
import io.meshlog.store.secret.SecretVault;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.ProxyKind;
import io.meshlog.xds.policy.MeshTypes;
import io.meshlog.xds.policy.PolicyTable;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.state.MeshState;
import io.meshlog.xds.state.VirtualNaming;
import io.meshlog.zone.ProxyServing.Parts;
import io.meshlog.zone.ProxyServing.ServingOptions;
import io.meshlog.zone.ads.AdsStream;
import io.meshlog.zone.bootstrap.BootstrapEndpoint;
import io.meshlog.zone.bootstrap.BootstrapRules;
import io.meshlog.zone.bootstrap.BootstrapSettings;
import io.meshlog.zone.dataplane.OtherReplicas;
import io.meshlog.zone.dataplane.ProxyCredentials;
import io.meshlog.zone.dataplane.ProxyEvents;
import io.meshlog.zone.dataplane.ProxySession;
import io.meshlog.zone.dpserver.DpServer;
import io.meshlog.zone.dpserver.DpTls;
import io.meshlog.zone.dpserver.HttpAsk;
import io.meshlog.zone.dpserver.HttpEndpoint;
import io.meshlog.zone.dpserver.HttpReply;
import io.meshlog.zone.dpserver.TestTls;
import io.meshlog.zone.identity.AdminIdentities;
import io.meshlog.zone.identity.AuthorityUnusable;
import io.meshlog.zone.identity.IdentityBook;
import io.meshlog.zone.identity.TestAuthority;
import io.meshlog.zone.inspect.ShadowConfigs;
import io.meshlog.zone.inspect.ToldConfigs;
import io.meshlog.zone.push.PushLog;
import io.meshlog.zone.status.PushRecorder;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A zone that serves proxies, on a database of its own: everything but REST and sync. Tokens: a
 * proxy must show {@code token-<name>} once {@link #requireTokens} was called.
 */
public final class TestZone implements AutoCloseable {
  public static final Origin SELF = Origin.zone("zone-1");
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final YAMLMapper YAML = YAMLMapper.builder().build();

  private volatile Consumer<ProxyKey> atConnected = _ -> {};
  private final TestDatabase database;
  private final boolean ownsDatabase;
  private final HikariDataSource dataSource;
  private final SecretVault vault;
  private final Leases leases;
  private final RoleLease housekeeping;
  private final EventStore store;
  private final Admission admission = new Admission(new WriteContext(SELF, false), true);
  private final TestTls tls = TestTls.forLoopback();
  private final PushRecorder pushes;
  private final ProxyServing serving;
  private final DpServer server;
  private IdentityBook identities;

  public final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final HttpSlot http = new HttpSlot();
  public final BlockingQueue<String> refused = new LinkedBlockingQueue<>();
  private volatile boolean tokensRequired;
  private volatile boolean adminSockets;
  private volatile boolean reloadableTokens;

  public TestZone() throws Exception {
    this(ServingOptions.DEFAULT);
  }

  public TestZone(ServingOptions options) throws Exception {
    this(options, VirtualNaming.DEFAULT, TestPostgres.shared().newDatabase(), true);
  }

  /** With other names and virtual addresses. */
  public TestZone(VirtualNaming naming) throws Exception {
    this(ServingOptions.DEFAULT, naming, TestPostgres.shared().newDatabase(), true);
  }

  /** The role of what one replica does for all. */
  public RoleLease housekeeping() {
    return housekeeping;
  }

  /** A further replica of this zone. Closed first. */
  public TestZone replica(ServingOptions options) throws Exception {
    return new TestZone(options, VirtualNaming.DEFAULT, database, false);
  }

  private TestZone(
      ServingOptions options, VirtualNaming naming, TestDatabase database, boolean ownsDatabase)
      throws Exception {
    this.database = database;
    this.ownsDatabase = ownsDatabase;
    dataSource =
        StoreDataSource.open(
            PostgresProperties.of(
                database.host(),
                database.port(),
                database.user(),
                database.password(),
                database.name()),
            6,
            Duration.ofSeconds(2));
    vault =
        new SecretVault(
            dataSource,
            KeyRing.parse(
                "{\"active\":\"k\",\"keys\":{\"k\":\"%s\"}}"
                    .formatted(Base64.getEncoder().encodeToString(new byte[32]))),
            Clock.systemUTC());
    leases = new Leases(dataSource, "test", Duration.ofSeconds(5));
    store = EventStore.open(dataSource, MeshTypes.TYPES, new LogOwner(SELF), StoreOptions.DEFAULT);
    housekeeping = leases.of(RoleLease.HOUSEKEEPING);
    pushes =
        new PushRecorder(
            new PushStore(dataSource), Clock.systemUTC(), "replica-1", PushRecorder.Limits.DEFAULT);
    serving =
        new ProxyServing(
            new Parts(
                store.live(),
                store.log(),
                admission,
                new Tokens(),
                this::refused,
                this::open,
                image -> MeshState.of(image, _ -> PolicyTable.empty(), naming),
                Clock.systemUTC(),
                options,
                this::enters,
                new Others(),
                housekeeping::turn),
            book -> {
              identities = book;
              return new Told();
            });
    housekeeping.listen(new Gained());
    server =
        DpServer.start(
            new InetSocketAddress("127.0.0.1", 0),
            DpTls.of(tls.keys().getPrivate(), tls.certificate()),
            serving.services(),
            http,
            serving.turns());
    bootstraps();
  }

  private void bootstraps() {
    http.endpoint =
        new BootstrapEndpoint(
            new BootstrapRules(
                store.live()::current, admission, new Tokens(), this::refused, settings()));
  }

  /** Bootstraps from now on have Envoy read its token from the file the proxy names. */
  public void tokensFromFiles(boolean wanted) {
    reloadableTokens = wanted;
    bootstraps();
  }

  /** Bootstraps from now on put the admin on a socket, where the proxy has a working folder. */
  public void adminOnSockets() {
    adminSockets = true;
    bootstraps();
  }

  /** Which proxies other replicas are said to serve. */
  public final Set<ProxyKey> elsewhere = ConcurrentHashMap.newKeySet();

  private final class Others implements OtherReplicas {
    @Override
    public boolean serve(ProxyKey proxy) {
      return elsewhere.contains(proxy);
    }

    @Override
    public Optional<String> removedBy(ResourceKey key) {
      try {
        return store
            .history()
            .find(HistoryQuery.of(key, HistoryQuery.Page.newest(1)))
            .entries()
            .stream()
            .filter(newest -> newest.after() == null)
            .map(newest -> newest.event().meta().actor())
            .findFirst();
      } catch (SQLException e) {
        throw new UncheckedSql(e);
      }
    }
  }

  private final class Gained implements LeaseListener {
    @Override
    public void gained(long term) {
      serving.housekeepingGained();
    }

    @Override
    public void lost(long term) {}
  }

  /** The endpoint needs the port, and the port the endpoint. */
  private static final class HttpSlot implements HttpEndpoint {
    private volatile @Nullable BootstrapEndpoint endpoint;

    @Override
    public HttpReply answer(HttpAsk ask) {
      BootstrapEndpoint now = endpoint;
      return now == null ? HttpReply.empty(503) : now.answer(ask);
    }
  }

  public BootstrapSettings settings() {
    return new BootstrapSettings(
        "",
        server.port(),
        Duration.ofSeconds(1),
        adminSockets,
        "127.0.0.1",
        9901,
        "/dev/null",
        tls.pem(),
        Set.of("localhost", "127.0.0.1"),
        true,
        reloadableTokens);
  }

  /** Right before its first config is made. */
  private PushLog enters(ProxyFacts facts, AdsStream stream, Struct metadata) {
    boolean certified = !serving.admins().find(facts.key()).equals(Certificates.NONE);
    events.add("enters " + facts.key() + (certified ? " certified" : " uncertified"));
    return pushes.open(facts, stream, metadata);
  }

  private byte[] open(Resource<SecretSpec> secret) throws AuthorityUnusable {
    SecretSpec.Sealed sealed = secret.spec().sealed();
    try {
      return sealed == null ? new byte[0] : vault.open(secret.key(), sealed);
    } catch (SQLException e) {
      throw new AuthorityUnusable("the database is away", e);
    }
  }

  private void refused(ProxyKey proxy, String client, String path, int status, String why) {
    refused.add(proxy + " " + client + " " + path + " " + status + " " + why);
  }

  public void requireTokens() {
    tokensRequired = true;
  }

  public Admission admission() {
    return admission;
  }

  public ProxyCredentials credentials() {
    return new Tokens();
  }

  public int port() {
    return server.port();
  }

  public TestTls tls() {
    return tls;
  }

  public EventStore store() {
    return store;
  }

  public HikariDataSource dataSource() {
    return dataSource;
  }

  public PushRecorder pushes() {
    return pushes;
  }

  public PushHistory pushHistory() {
    return new PushHistory(dataSource);
  }

  public ToldConfigs toldConfigs() {
    return new ToldConfigs(serving.gate()::session, MeshState::of, pushes, pushHistory());
  }

  public ShadowConfigs shadowConfigs() {
    return new ShadowConfigs(serving.gate()::session, serving::state, MeshState::of, pushHistory());
  }

  public ProxyServing serving() {
    return serving;
  }

  /** Writes a resource given as YAML, as REST would, and waits until it is in the image. */
  public long put(String yaml) throws Exception {
    ObjectNode body = (ObjectNode) YAML.readTree(yaml);
    ResourceType<?> type = MeshTypes.TYPES.byName(body.path("type").asString("")).orElseThrow();
    return put(type, body);
  }

  private <S extends Spec> long put(ResourceType<S> type, ObjectNode body) throws Exception {
    String mesh = type.isMeshScoped() ? body.path("mesh").asString("") : "";
    String name = body.path("name").asString("");
    Resource<S> existing = store.live().current().find(type, mesh, name).orElse(null);
    return switch (admission.admit(new Submission<>(type, mesh, name, body), existing)) {
      case Verdict.NotAdmitted<S> refused -> throw new AssertionError(refused.refusal().line());
      case Verdict.Admitted<S> admitted -> append(admitted.put(Expected.ANY));
    };
  }

  public long append(Command command) throws Exception {
    AppendOutcome outcome =
        store
            .log()
            .append(AppendRequest.of(command, EventMeta.of("tester")))
            .get(20, TimeUnit.SECONDS);
    if (!(outcome instanceof AppendOutcome.Appended appended)) {
      throw new AssertionError("not appended: " + outcome);
    }
    long pos = appended.position().pos();
    if (!store.live().await(pos, PATIENCE)) {
      throw new AssertionError("the image does not reach " + pos);
    }
    return pos;
  }

  /** Gives a mesh a builtin CA, as the REST API does when it is made. */
  public TestAuthority putAuthority(String mesh, String backend) throws Exception {
    TestAuthority authority = TestAuthority.of(mesh);
    putSecret(mesh, mesh + ".ca-builtin-cert-" + backend, authority.certificatePem());
    putSecret(mesh, mesh + ".ca-builtin-key-" + backend, authority.keyPem());
    return authority;
  }

  /** The CA between this zone and its proxies' admin, as a zone makes it at its first start. */
  public void putEnvoyAdminAuthority() throws Exception {
    ResourceKey key = CoreTypes.GLOBAL_SECRET.key("", SELF, AdminIdentities.SECRET);
    SecretSpec spec = vault.seal(key, new BuiltinCa(Clock.systemUTC()).envoyAdmin());
    append(new Command.Put<>(CoreTypes.GLOBAL_SECRET, key, Labels.EMPTY, spec, Expected.ANY));
  }

  private void putSecret(String mesh, String name, String content) throws Exception {
    ResourceKey key = CoreTypes.SECRET.key(mesh, SELF, name);
    SecretSpec spec = vault.seal(key, content.getBytes(StandardCharsets.UTF_8));
    append(new Command.Put<>(CoreTypes.SECRET, key, Labels.EMPTY, spec, Expected.ANY));
  }

  /** Waits for an event of a proxy's life: {@code connected <proxy>} and the like. */
  public void awaitEvent(Predicate<String> wanted) throws InterruptedException {
    for (String event = "nothing"; ; ) {
      if (wanted.test(event)) {
        return;
      }
      event = events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("the event did not come");
      }
    }
  }

  /** The certificates of the meshes' CAs that proxies hold. */
  public IdentityBook identities() {
    return identities;
  }

  /** Waits until what configs are made from is as wanted. */
  public void awaitState(Predicate<MeshState> wanted) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!wanted.test(serving.state())) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("the state did not become as wanted");
      }
      Thread.sleep(10);
    }
  }

  /** Waits until the image is as wanted. */
  public void awaitImage(Predicate<MeshImage> wanted) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!wanted.test(store.live().current())) {
      long head = store.live().current().head();
      if (System.nanoTime() > deadline) {
        throw new AssertionError("the image did not become as wanted");
      }
      store.live().await(head + 1, Duration.ofSeconds(1));
    }
  }

  private final class Tokens implements ProxyCredentials {
    @Override
    public boolean required(ProxyKind kind) {
      return tokensRequired;
    }

    @Override
    public Judgement judge(ProxyKey proxy, Spec spec, Labels labels, String token) {
      if (token.equals("later")) {
        return new Judgement.Unknown("no key yet");
      }
      return token.equals("token-" + proxy.name())
          ? new Judgement.Accepted(Binding.NONE)
          : new Judgement.Refused("not a token of " + proxy.name());
    }

    @Override
    public Optional<Predicate<ProxyKey>> affectedBy(ResourceKey changed) {
      return Optional.empty();
    }
  }

  /** What else happens when a proxy has connected, before anybody is told. */
  public void atConnected(Consumer<ProxyKey> what) {
    atConnected = what;
  }

  private final class Told implements ProxyEvents {
    @Override
    public void connected(ProxySession session, Struct metadata) {
      atConnected.accept(session.proxy());
      events.add("connected " + session.proxy());
    }

    @Override
    public void moved(ProxySession session) {
      events.add("acked " + session.proxy() + ' ' + session.slot().ackedPos());
    }

    @Override
    public void disconnected(ProxySession session) {
      events.add("disconnected " + session.proxy());
    }
  }

  public Optional<ProxySession> session(String mesh, String name) {
    return serving.gate().session(ProxyKey.dataplane(mesh, name));
  }

  @Override
  public void close() throws Exception {
    server.close();
    serving.close();
    pushes.close();
    leases.close();
    store.close();
    dataSource.close();
    if (ownsDatabase) {
      database.close();
    }
  }
}
