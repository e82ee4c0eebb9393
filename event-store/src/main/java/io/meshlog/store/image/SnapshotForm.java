package io.meshlog.store.image;

import io.meshlog.events.chain.Sha256;
import io.meshlog.events.codec.EventCodec;
import io.meshlog.model.event.MeshEvent.Upserted;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.Spec;
import io.meshlog.store.log.LogFormat;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The body of a snapshot: gzip of one JSON line per resource, sorted by key, with the version of
 * its content's form, so that it is read as an event is.
 */
final class SnapshotForm {
  private record Line(
      String key,
      Instant created,
      Instant modified,
      long version,
      long pos,
      int schema,
      String payload) {}

  /**
   * @param stateHash of the stored texts: what the state hash of the image was when it was written
   */
  record Content(List<Resource<?>> resources, byte[] stateHash) {}

  private final LogFormat format;

  SnapshotForm(LogFormat format) {
    this.format = format;
  }

  byte[] write(MeshImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Writer out = new OutputStreamWriter(new GZIPOutputStream(bytes), StandardCharsets.UTF_8)) {
      List<Resource<?>> sorted =
          image.everything().sorted(Comparator.comparing(Resource::key)).toList();
      for (Resource<?> resource : sorted) {
        out.write(SpecJson.plain().writeValueAsString(line(resource)));
        out.write('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static Line line(Resource<?> resource) {
    return new Line(
        resource.key().toString(),
        resource.created(),
        resource.modified(),
        resource.version(),
        resource.pos(),
        EventCodec.SCHEMA_VERSION,
        EventCodec.payload(resource.type(), resource.labels(), resource.spec()));
  }

  Content read(Origin self, byte[] body) {
    List<Resource<?>> resources = new ArrayList<>();
    Sha256 stateHash = new Sha256();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(new ByteArrayInputStream(body)), StandardCharsets.UTF_8))) {
      for (String text = in.readLine(); text != null; text = in.readLine()) {
        Line line = SpecJson.plain().readValue(text, Line.class);
        ResourceKey key = ResourceKey.parse(line.key());
        stateHash.add(line.key()).add(line.payload());
        resources.add(resource(self, line, format.upserted(key, line.schema(), line.payload())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Content(resources, stateHash.hash());
  }

  private static <S extends Spec> Resource<S> resource(
      Origin self, Line line, Upserted<S> upserted) {
    return new Resource<>(
        upserted.type(),
        upserted.key(),
        MeshImage.servedName(self, upserted.type(), upserted.key()),
        upserted.labels(),
        upserted.spec(),
        line.created(),
        line.modified(),
        line.version(),
        line.pos());
  }
}
