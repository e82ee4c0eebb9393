package io.meshlog.zone.ads;

import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Reads who calls a service. */
public final class StreamCallers {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Context.Key<StreamCaller> CALLER = Context.key("caller");

  private StreamCallers() {}

  /** The service, each of whose calls can ask for {@link #current}. */
  public static ServerServiceDefinition reading(BindableService service) {
    return ServerInterceptors.intercept(service, new Reader());
  }

  /** Of the call that is being opened on this thread. */
  public static StreamCaller current() {
    return CALLER.get();
  }

  private static final class Reader implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      List<String> values = new ArrayList<>();
      Iterable<String> sent = headers.getAll(AUTHORIZATION);
      if (sent != null) {
        sent.forEach(values::add);
      }
      StreamCaller caller =
          new StreamCaller(
              values, client(call), '/' + call.getMethodDescriptor().getFullMethodName());
      Context context = Context.current().withValue(CALLER, caller);
      return Contexts.interceptCall(context, call, headers, next);
    }

    private static String client(ServerCall<?, ?> call) {
      return call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)
              instanceof InetSocketAddress address
          ? address.getAddress().getHostAddress()
          : "";
    }
  }
}
