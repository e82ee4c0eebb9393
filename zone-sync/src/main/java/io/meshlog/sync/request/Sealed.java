package io.meshlog.sync.request;

import io.meshlog.store.secret.KeyRing.Wrapped;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A request or a part of a reply as it is on its topic: sealed under the federation's key ring, as
 * what it is and in its place, so that whoever reads the topic learns nothing and cannot put it
 * anywhere else.
 *
 * @param id of the request
 * @param part of how many; a request is one
 */
record Sealed(String id, int part, int parts, Wrapped content, Map<String, String> headers) {
  static final int PART_BYTES = 512 << 10;
  static final int MOST_PARTS = 128;
  static final long MOST_BYTES = 128L << 20;

  private static final String PART = "ml_part";
  private static final String PARTS = "ml_parts";
  private static final String RING_KEY = "ml_ringkey";

  enum Kind {
    REQUEST,
    REPLY
  }

  /** What a part is sealed as. */
  static String place(Kind kind, String zone, String id, int part, int parts) {
    return String.join("/", kind.name(), zone, id, Integer.toString(part), Integer.toString(parts));
  }

  ProducerRecord<String, byte[]> to(String topic) {
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, 0, id, content.value());
    add(record, PART, Integer.toString(part));
    add(record, PARTS, Integer.toString(parts));
    add(record, RING_KEY, content.ringKeyId());
    headers.forEach((name, value) -> add(record, name, value));
    return record;
  }

  private static void add(ProducerRecord<String, byte[]> record, String name, String value) {
    record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Null for a record that is none. */
  static @Nullable Sealed from(ConsumerRecord<String, byte[]> record) {
    Map<String, String> headers = new TreeMap<>();
    for (Header header : record.headers()) {
      byte[] value = header.value();
      headers.put(header.key(), value == null ? "" : new String(value, StandardCharsets.UTF_8));
    }
    try {
      int part = Integer.parseInt(headers.getOrDefault(PART, ""));
      int parts = Integer.parseInt(headers.getOrDefault(PARTS, ""));
      String ringKey = headers.getOrDefault(RING_KEY, "");
      return record.key() == null
              || record.value() == null
              || part < 0
              || part >= parts
              || parts > MOST_PARTS
          ? null
          : new Sealed(record.key(), part, parts, new Wrapped(ringKey, record.value()), headers);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Compressed and cut; empty when even so it is too long. */
  static List<byte[]> cut(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] whole = out.toByteArray();
    List<byte[]> parts = new ArrayList<>();
    for (int from = 0; from < whole.length; from += PART_BYTES) {
      parts.add(Arrays.copyOfRange(whole, from, Math.min(whole.length, from + PART_BYTES)));
    }
    return parts.size() > MOST_PARTS ? List.of() : parts;
  }

  /** The opposite of {@link #cut}. */
  static byte[] join(Iterable<byte[]> parts) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      whole.write(part);
    }
    try (GZIPInputStream zip = new GZIPInputStream(new ByteArrayInputStream(whole.toByteArray()))) {
      byte[] content = zip.readNBytes((int) MOST_BYTES + 1);
      if (content.length > MOST_BYTES) {
        throw new IOException("the reply has more than " + MOST_BYTES + " bytes");
      }
      return content;
    }
  }
}
