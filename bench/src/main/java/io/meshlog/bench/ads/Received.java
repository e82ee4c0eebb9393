package io.meshlog.bench.ads;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A discovery response of either dialect, read only as far as a proxy must to answer it: a driver
 * of thousands of proxies would spend its time in decoding otherwise.
 *
 * @param bytes the whole message
 * @param version of a state-of-the-world response, empty in delta
 * @param removed names a delta response takes away
 */
public record Received(
    byte[] bytes, String typeUrl, String version, String nonce, List<String> removed) {
  private static final int VERSION = 1;
  private static final int RESOURCES = 2;
  private static final int TYPE_URL = 4;
  private static final int NONCE = 5;
  private static final int REMOVED = 6;

  /** {@code envoy.config.cluster.v3.Cluster.DiscoveryType.EDS}. */
  private static final int EDS = 3;

  public static Received read(byte[] bytes, boolean delta) {
    String version = "";
    String typeUrl = "";
    String nonce = "";
    List<String> removed = new ArrayList<>();
    try {
      CodedInputStream in = CodedInputStream.newInstance(bytes);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (WireFormat.getTagFieldNumber(tag)) {
          case VERSION -> version = in.readString();
          case TYPE_URL -> typeUrl = in.readString();
          case NONCE -> nonce = in.readString();
          case REMOVED -> {
            if (delta) {
              removed.add(in.readString());
            } else {
              in.skipField(tag);
            }
          }
          default -> in.skipField(tag);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Received(bytes, typeUrl, version, nonce, List.copyOf(removed));
  }

  public boolean is(XdsKind kind) {
    return typeUrl.equals(kind.url());
  }

  /** Names of the clusters in it, and of those among them whose endpoints come by EDS. */
  Clusters clusters(boolean delta) {
    Clusters found = new Clusters(new ArrayList<>(), new ArrayList<>());
    try {
      CodedInputStream in = CodedInputStream.newInstance(bytes);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (WireFormat.getTagFieldNumber(tag) != RESOURCES) {
          in.skipField(tag);
          continue;
        }
        int end = in.pushLimit(in.readRawVarint32());
        // delta: Resource.resource is 2; then both: Any.value is 2
        if (delta) {
          into(in, RESOURCES, () -> into(in, RESOURCES, () -> cluster(in, found)));
        } else {
          into(in, RESOURCES, () -> cluster(in, found));
        }
        in.popLimit(end);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  record Clusters(List<String> all, List<String> eds) {}

  @FunctionalInterface
  private interface Reading {
    void read() throws IOException;
  }

  private static void into(CodedInputStream in, int field, Reading reading) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == field) {
        int end = in.pushLimit(in.readRawVarint32());
        reading.read();
        in.popLimit(end);
      } else {
        in.skipField(tag);
      }
    }
  }

  private static void cluster(CodedInputStream in, Clusters found) throws IOException {
    String name = "";
    int type = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> name = in.readString();
        case 2 -> type = in.readEnum();
        default -> in.skipField(tag);
      }
    }
    found.all().add(name);
    if (type == EDS) {
      found.eds().add(name);
    }
  }

  /** Whether the message holds these bytes somewhere. */
  public boolean holds(byte[] wanted) {
    int last = bytes.length - wanted.length;
    for (int i = 0; i <= last; i++) {
      int k = 0;
      while (k < wanted.length && bytes[i + k] == wanted[k]) {
        k++;
      }
      if (k == wanted.length) {
        return true;
      }
    }
    return false;
  }
}
