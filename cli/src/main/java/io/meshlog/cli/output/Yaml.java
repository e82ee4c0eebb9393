package io.meshlog.cli.output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.representer.StandardRepresenter;
import tools.jackson.databind.JsonNode;

/** Writes a tree as YAML that older readers (YAML 1.1, as Go's) read the same way. */
public final class Yaml {
  /** What YAML 1.1 takes for a truth value and 1.2 for text. */
  private static final Set<String> TRUTHS_OF_OLD =
      Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null", "~");

  private Yaml() {}

  public static String write(JsonNode tree) {
    DumpSettings settings =
        DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setWidth(Integer.MAX_VALUE)
            .setSplitLines(false)
            .build();
    return new Dump(settings, new Quoting(settings)).dumpToString(plain(tree));
  }

  private static @Nullable Object plain(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        node.properties().forEach(field -> map.put(field.getKey(), plain(field.getValue())));
        yield map;
      }
      case ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        node.forEach(item -> list.add(plain(item)));
        yield list;
      }
      case NUMBER -> node.numberValue();
      case BOOLEAN -> node.booleanValue();
      case NULL, MISSING -> null;
      case STRING, BINARY, POJO -> node.asString();
    };
  }

  private static final class Quoting extends StandardRepresenter {
    Quoting(DumpSettings settings) {
      super(settings);
    }

    @Override
    protected Node representScalar(Tag tag, String value, ScalarStyle style) {
      boolean doubtful =
          tag.equals(Tag.STR)
              && style == ScalarStyle.PLAIN
              && (TRUTHS_OF_OLD.contains(value.toLowerCase(java.util.Locale.ROOT))
                  || !value.isEmpty() && "0123456789+-.".indexOf(value.charAt(0)) >= 0);
      return super.representScalar(tag, value, doubtful ? ScalarStyle.DOUBLE_QUOTED : style);
    }
  }
}
