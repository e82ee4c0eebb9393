package io.meshlog.bench.ads;

import com.google.protobuf.MessageLite;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The two ADS methods over messages as they are on the wire. */
public final class AdsMethods {
  public static final String SERVICE = "envoy.service.discovery.v3.AggregatedDiscoveryService";
  public static final String SOTW = SERVICE + "/StreamAggregatedResources";
  public static final String DELTA = SERVICE + "/DeltaAggregatedResources";

  private AdsMethods() {}

  static MethodDescriptor<MessageLite, Received> client(boolean delta) {
    return MethodDescriptor.<MessageLite, Received>newBuilder()
        .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
        .setFullMethodName(delta ? DELTA : SOTW)
        .setRequestMarshaller(new Requests())
        .setResponseMarshaller(new Responses(delta))
        .build();
  }

  /** For a server that neither reads nor writes messages. */
  public static MethodDescriptor<byte[], byte[]> server(boolean delta) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
        .setFullMethodName(delta ? DELTA : SOTW)
        .setRequestMarshaller(new Bytes())
        .setResponseMarshaller(new Bytes())
        .build();
  }

  private static byte[] all(InputStream stream) {
    try {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Requests implements MethodDescriptor.Marshaller<MessageLite> {
    @Override
    public InputStream stream(MessageLite value) {
      return new ByteArrayInputStream(value.toByteArray());
    }

    @Override
    public MessageLite parse(InputStream stream) {
      throw new UnsupportedOperationException("a client reads no requests");
    }
  }

  private record Responses(boolean delta) implements MethodDescriptor.Marshaller<Received> {
    @Override
    public InputStream stream(Received value) {
      throw new UnsupportedOperationException("a client sends no responses");
    }

    @Override
    public Received parse(InputStream stream) {
      return Received.read(all(stream), delta);
    }
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      return all(stream);
    }
  }
}
