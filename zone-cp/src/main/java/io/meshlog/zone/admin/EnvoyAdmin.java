package io.meshlog.zone.admin;

import io.meshlog.api.envoy.AdminAnswer;
import io.meshlog.api.envoy.AdminQuestion;
import io.meshlog.api.envoy.ProxyAdmin;
import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.zone.ZoneEgressSpec;
import io.meshlog.model.zone.ZoneIngressSpec;
import io.meshlog.xds.ProxyKey;
import io.meshlog.zone.identity.AdminIdentities;
import io.meshlog.zone.identity.AuthorityUnusable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls {@code https://<address of the proxy>:<its admin port>}. Each call has a client of its own,
 * whose TLS accepts that proxy only; few run at once, for a limited time and size, so that looking
 * into proxies cannot bring a control plane down. Thread-safe, blocks.
 */
public final class EnvoyAdmin implements ProxyAdmin {
  private static final int OK = 200;

  private final AdminIdentities identities;
  private final int defaultPort;
  private final Limits limits;
  private final Semaphore free;

  /**
   * @param timeout of one call, from dialling to the last byte
   * @param size most bytes of an answer
   * @param atOnce calls that may run together
   */
  public record Limits(Duration timeout, long size, int atOnce) {
    public static final Limits DEFAULT = new Limits(Duration.ofSeconds(10), 32L << 20, 8);
  }

  /**
   * @param defaultPort where the resource names none
   */
  public EnvoyAdmin(AdminIdentities identities, int defaultPort, Limits limits) {
    this.identities = identities;
    this.defaultPort = defaultPort;
    this.limits = limits;
    this.free = new Semaphore(limits.atOnce());
  }

  /** Where a proxy's admin listener is. */
  private record Door(ProxyKey proxy, String address, int port) {}

  @Override
  public AdminAnswer ask(AdminQuestion question, Resource<?> proxy) throws InterruptedException {
    if (!free.tryAcquire()) {
      return new AdminAnswer.Busy();
    }
    try {
      return call(door(proxy), question.path());
    } catch (AuthorityUnusable | IOException e) {
      return new AdminAnswer.Failed(String.valueOf(e.getMessage()));
    } finally {
      free.release();
    }
  }

  private AdminAnswer call(Door door, String path)
      throws AuthorityUnusable, IOException, InterruptedException {
    URI uri = URI.create("https://" + host(door.address()) + ':' + door.port() + path);
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(limits.timeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .sslContext(identities.dial(door.proxy()))
            .build();
    try {
      CompletableFuture<HttpResponse<byte[]>> sent =
          client.sendAsync(
              HttpRequest.newBuilder(uri).build(),
              BodyHandlers.limiting(BodyHandlers.ofByteArray(), limits.size()));
      HttpResponse<byte[]> response = sent.get(limits.timeout().toMillis(), TimeUnit.MILLISECONDS);
      return response.statusCode() == OK
          ? new AdminAnswer.Said(response.body())
          : new AdminAnswer.Failed(uri + " answers " + response.statusCode());
    } catch (TimeoutException e) {
      return new AdminAnswer.Failed(uri + " does not answer within " + limits.timeout());
    } catch (ExecutionException e) {
      return new AdminAnswer.Failed(uri + ": " + e.getCause());
    } finally {
      // Not close(): it would wait for a call that was given up.
      client.shutdownNow();
    }
  }

  private Door door(Resource<?> proxy) throws UnknownHostException {
    return switch ((Spec) proxy.spec()) {
      case DataplaneSpec dataplane ->
          door(
              ProxyKey.dataplane(proxy.mesh(), proxy.displayName()),
              dataplane.net().address(),
              dataplane.net().admin() == null ? 0 : dataplane.net().admin().port());
      case ZoneIngressSpec(var _, ZoneIngressSpec.@Nullable Networking net, var _) ->
          door(
              ProxyKey.ingress(proxy.displayName()),
              net == null ? null : net.address(),
              net == null || net.admin() == null ? 0 : net.admin().port());
      case ZoneEgressSpec(var _, ZoneEgressSpec.@Nullable Networking net) ->
          door(
              ProxyKey.egress(proxy.displayName()),
              net == null ? null : net.address(),
              net == null || net.admin() == null ? 0 : net.admin().port());
      default -> throw new IllegalArgumentException(proxy.key() + " is no proxy");
    };
  }

  private Door door(ProxyKey proxy, @Nullable String address, int port)
      throws UnknownHostException {
    if (address == null || address.isEmpty()) {
      throw new UnknownHostException(proxy + " has no address");
    }
    InetAddress ip = InetAddress.getByName(address);
    if (ip.getHostAddress().equals("127.0.0.1")) {
      throw new UnknownHostException(
          proxy + " has the address of its own admin, so that there is no listener for others");
    }
    return new Door(proxy, ip.getHostAddress(), port > 0 ? port : defaultPort);
  }

  private static String host(String address) {
    return address.indexOf(':') >= 0 ? '[' + address + ']' : address;
  }
}
