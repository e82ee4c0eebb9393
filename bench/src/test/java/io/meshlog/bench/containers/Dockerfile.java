package io.meshlog.bench.containers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * The Dockerfile as its stages. Reads the forms that the file uses: instructions on one line, and
 * entry points in the exec form.
 */
record Dockerfile(Map<String, Stage> stages) {
  private static final Pattern FROM = Pattern.compile("(\\S+)(?:\\s+AS\\s+(\\S+))?");

  /** One line. */
  record Instruction(String name, String text) {}

  /** {@code COPY}; {@code from} is empty for the build's context. */
  record Copy(String from, String source, String target) {}

  /**
   * One stage.
   *
   * @param base an image, or an earlier stage
   */
  record Stage(String name, String base, List<Instruction> instructions) {
    Stream<String> all(String instruction) {
      return instructions.stream().filter(i -> i.name().equals(instruction)).map(Instruction::text);
    }

    List<Copy> copies() {
      return all("COPY").map(Stage::copy).toList();
    }

    private static Copy copy(String text) {
      List<String> words = new ArrayList<>(List.of(text.split("\\s+")));
      String from = words.getFirst().startsWith("--from=") ? words.removeFirst().substring(7) : "";
      if (words.size() != 2) {
        throw new IllegalArgumentException("COPY with other than one source: " + text);
      }
      return new Copy(from, words.getFirst(), words.getLast());
    }

    List<Integer> exposed() {
      return all("EXPOSE")
          .flatMap(text -> Stream.of(text.split("\\s+")))
          .map(Integer::valueOf)
          .toList();
    }
  }

  static Dockerfile parse(String text) {
    Map<String, Stage> stages = new LinkedHashMap<>();
    List<Instruction> current = new ArrayList<>();
    for (String line : text.lines().map(String::strip).toList()) {
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int space = line.indexOf(' ');
      if (line.endsWith("\\") || space < 0) {
        throw new IllegalArgumentException("not an instruction on one line: " + line);
      }
      var instruction = new Instruction(line.substring(0, space), line.substring(space + 1));
      if (instruction.name().equals("FROM")) {
        Matcher from = FROM.matcher(instruction.text());
        if (!from.matches() || from.group(2) == null) {
          throw new IllegalArgumentException("a stage without a name: " + line);
        }
        current = new ArrayList<>();
        stages.put(from.group(2), new Stage(from.group(2), from.group(1), current));
      } else {
        current.add(instruction);
      }
    }
    return new Dockerfile(stages);
  }

  Stage stage(String name) {
    return Optional.ofNullable(stages.get(name))
        .orElseThrow(() -> new IllegalArgumentException("no stage " + name));
  }

  /** The stage and those it is based on, itself first. */
  List<Stage> lineage(String name) {
    List<Stage> line = new ArrayList<>();
    for (Stage stage = stages.get(name); stage != null; stage = stages.get(stage.base())) {
      line.add(stage);
    }
    return line;
  }

  /** The last value of an instruction, looked for in the stage and then in its bases. */
  Optional<String> effective(String stage, String instruction) {
    return lineage(stage).stream()
        .flatMap(s -> s.all(instruction).reduce((first, second) -> second).stream())
        .findFirst();
  }

  Optional<String> environment(String stage, String variable) {
    return lineage(stage).stream()
        .flatMap(s -> s.all("ENV"))
        .filter(text -> text.startsWith(variable + "="))
        .map(text -> text.substring(variable.length() + 1))
        .findFirst();
  }

  List<String> entryPoint(String stage) {
    String json = effective(stage, "ENTRYPOINT").orElseThrow();
    return List.of(JsonMapper.shared().readValue(json, String[].class));
  }
}
