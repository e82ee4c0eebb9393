package io.meshlog.xds.golden;

import io.grpc.HandlerRegistry;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerMethodDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes what Envoys export over gRPC and keeps it as it came: the names and values of a message
 * stand in its bytes as they are.
 */
final class OtlpCollector implements AutoCloseable {
  private static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try (stream) {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  private final LinkedBlockingQueue<String> taken = new LinkedBlockingQueue<>();
  private final Server server;

  OtlpCollector() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
            .fallbackHandlerRegistry(
                new HandlerRegistry() {
                  @Override
                  public ServerMethodDefinition<?, ?> lookupMethod(
                      String name, @Nullable String authority) {
                    return method(name);
                  }
                })
            .build()
            .start();
  }

  int port() {
    return server.getPort();
  }

  /** An answer without fields is that all was taken. */
  private ServerMethodDefinition<byte[], byte[]> method(String name) {
    MethodDescriptor<byte[], byte[]> unary =
        MethodDescriptor.newBuilder(BYTES, BYTES)
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(name)
            .build();
    return ServerMethodDefinition.create(
        unary,
        ServerCalls.asyncUnaryCall((request, answer) -> {
          taken.add(name + ' ' + new String(request, StandardCharsets.ISO_8859_1));
          answer.onNext(new byte[0]);
          answer.onCompleted();
        }));
  }

  /** Waits for an export with all of these in it. */
  void await(String service, String... words) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (System.nanoTime() < deadline) {
      String export = taken.poll(1, TimeUnit.SECONDS);
      if (export != null
          && export.contains(service)
          && Stream.of(words).allMatch(export::contains)) {
        return;
      }
    }
    throw new AssertionError("nothing came to " + service);
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
