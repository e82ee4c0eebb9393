package io.meshlog.bench.load;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.meshlog.bench.ads.AdsMethods;
import io.meshlog.bench.ads.Received;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The least that any control plane must do: a gRPC server over TLS that sends recorded bytes. It
 * tells its port, then obeys lines on standard input: the name of a chapter is acknowledged and
 * then sent to whom it concerns.
 */
final class FloorServer implements ServerCallHandler<byte[], byte[]> {
  /** Begins the line that tells the port; what comes before it is no answer. */
  static final String LISTENING = "listening on ";

  private final Map<Integer, Session> sessions = new ConcurrentHashMap<>();
  private final Recording recording;
  private final boolean delta;

  private FloorServer(Recording recording, boolean delta) {
    this.recording = recording;
    this.delta = delta;
  }

  /** Arguments: recording, {@link FloorCertificate}, {@code true} for delta. */
  public static void main(String[] args) throws IOException {
    FloorServer floor =
        new FloorServer(Recording.read(Path.of(args[0])), Boolean.parseBoolean(args[2]));
    MethodDescriptor<byte[], byte[]> method = AdsMethods.server(floor.delta);
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
            .sslContext(
                GrpcSslContexts.configure(
                        SslContextBuilder.forServer(FloorCertificate.open(Path.of(args[1]))))
                    .build())
            .directExecutor()
            .addService(
                ServerServiceDefinition.builder(AdsMethods.SERVICE)
                    .addMethod(method, floor)
                    .build())
            .build()
            .start();
    // What reading the recording left behind is no memory of the floor.
    System.gc();
    System.out.println(LISTENING + server.getPort());
    try (BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String chapter = commands.readLine(); chapter != null; chapter = commands.readLine()) {
        System.out.println(chapter);
        floor.send(chapter);
      }
    }
    server.shutdownNow();
  }

  private void send(String chapter) {
    sessions.forEach((proxy, session) -> session.send(recording.of(chapter, proxy)));
  }

  @Override
  public ServerCall.Listener<byte[]> startCall(ServerCall<byte[], byte[]> call, Metadata headers) {
    call.sendHeaders(new Metadata());
    call.request(1);
    return new Session(call);
  }

  private final class Session extends ServerCall.Listener<byte[]> {
    private final ServerCall<byte[], byte[]> call;
    private final Set<String> served = new HashSet<>();
    private final Map<String, List<byte[]>> setUp = new HashMap<>();
    private int proxy = -1;

    Session(ServerCall<byte[], byte[]> call) {
      this.call = call;
    }

    @Override
    public void onMessage(byte[] message) {
      Asked asked = Asked.read(message, delta);
      if (proxy < 0) {
        proxy = asked.proxy();
        for (byte[] response : recording.of(Recording.SET_UP, proxy)) {
          setUp
              .computeIfAbsent(Received.read(response, delta).typeUrl(), type -> new ArrayList<>())
              .add(response);
        }
        sessions.put(proxy, this);
      }
      if (served.add(asked.type())) {
        send(setUp.getOrDefault(asked.type(), List.of()));
      }
      call.request(1);
    }

    /** From the event loop or the command loop. */
    synchronized void send(List<byte[]> responses) {
      responses.forEach(call::sendMessage);
    }

    @Override
    public void onCancel() {
      sessions.remove(proxy, this);
    }
  }

  /** As much of a request as is needed. */
  private record Asked(int proxy, String type) {
    private static final int TYPE_OF_REQUEST = 4;
    private static final int TYPE_OF_DELTA_REQUEST = 2;

    static Asked read(byte[] message, boolean delta) {
      int node = delta ? 1 : 2;
      int type = delta ? TYPE_OF_DELTA_REQUEST : TYPE_OF_REQUEST;
      int proxy = -1;
      String url = "";
      try {
        CodedInputStream in = CodedInputStream.newInstance(message);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
          int field = WireFormat.getTagFieldNumber(tag);
          if (field == node) {
            proxy = index(in.readBytes().newCodedInput());
          } else if (field == type) {
            url = in.readString();
          } else {
            in.skipField(tag);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new Asked(proxy, url);
    }

    /** From the node's id, which ends in the proxy's number. */
    private static int index(CodedInputStream node) throws IOException {
      for (int tag = node.readTag(); tag != 0; tag = node.readTag()) {
        if (WireFormat.getTagFieldNumber(tag) == 1) {
          String id = node.readString();
          return Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
        }
        node.skipField(tag);
      }
      throw new IllegalArgumentException("a node without id");
    }
  }
}
