package io.meshlog.events.signature;

import io.meshlog.events.chain.ExportChain.Link;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What the signature of a record covers: its place in the channel's chain and its content
 * (event-log-design.md section 6). An event, a checkpoint and a wrapped key are told apart by their
 * types.
 *
 * @param link channel, log id, epoch, pos, seq, type, subject and the hash of the payload
 * @param previousHash of the event before it; of a checkpoint, the hash of the event it is about
 */
public record Statement(Link link, byte[] previousHash) {
  private static final String TAG = "meshlog record signature v1";

  /**
   * The bytes that are signed: a tag and the fields in the order and framing of the chain's hash.
   * Each field is preceded by its length in bytes (4 bytes, big endian); texts are UTF-8, numbers 8
   * bytes big endian, the log id its text form, hashes raw.
   */
  public byte[] bytes() {
    Fields fields = new Fields();
    fields.add(TAG);
    fields.add(previousHash);
    fields.add(link.logId().toString());
    fields.add(link.channel());
    fields.add(link.epoch());
    fields.add(link.pos());
    fields.add(link.seq());
    fields.add(link.type());
    fields.add(link.subject());
    fields.add(link.payloadSha256());
    return fields.bytes();
  }

  /** Fields with their lengths in front. */
  static final class Fields {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

    void add(byte[] field) {
      out.writeBytes(ByteBuffer.allocate(4).putInt(field.length).array());
      out.writeBytes(field);
    }

    void add(String text) {
      add(text.getBytes(StandardCharsets.UTF_8));
    }

    void add(long number) {
      add(ByteBuffer.allocate(8).putLong(number).array());
    }

    byte[] bytes() {
      return out.toByteArray();
    }
  }
}
