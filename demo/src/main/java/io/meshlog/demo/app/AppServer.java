package io.meshlog.demo.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/** An HTTP server on one address, with a virtual thread per request. */
final class AppServer {

  interface Handler {
    Reply reply(HttpExchange exchange) throws IOException, InterruptedException;
  }

  private final HttpServer server;

  private AppServer(HttpServer server) {
    this.server = server;
  }

  /**
   * Starts to listen.
   *
   * @param address where; the applications listen on loopback unless told otherwise
   */
  static AppServer start(String address, int port, Handler handler) throws IOException {
    var socket = new InetSocketAddress(InetAddress.getByName(address), port);
    HttpServer server = HttpServer.create(socket, 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", exchange -> serve(exchange, handler));
    server.start();
    return new AppServer(server);
  }

  int port() {
    return server.getAddress().getPort();
  }

  void stop() {
    server.stop(0);
  }

  private static void serve(HttpExchange exchange, Handler handler) throws IOException {
    Reply reply;
    try {
      exchange.getRequestBody().readNBytes(1 << 16);
      reply = handler.reply(exchange);
    } catch (InterruptedException e) {
      reply = Reply.error(503, "stopping");
    } catch (RuntimeException e) {
      reply = Reply.error(400, String.valueOf(e.getMessage()));
    }
    reply.sendTo(exchange);
  }
}
