package io.meshlog.cli.document;

import io.meshlog.cli.CliFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads documents from a file, a folder (its YAML and JSON files, by name) or standard input. */
public final class DocumentReader {
  public static final String STANDARD_INPUT = "-";
  private static final Pattern FILES = Pattern.compile(".*\\.(ya?ml|json)");

  private final InputStream in;
  private final Variables variables;

  public DocumentReader(InputStream in, Variables variables) {
    this.in = in;
    this.variables = variables;
  }

  public List<Document> read(List<String> sources) {
    List<Document> documents = new ArrayList<>();
    for (String source : sources) {
      if (source.equals(STANDARD_INPUT)) {
        documents.addAll(parse("standard input", standardInput()));
      } else {
        for (Path file : files(Path.of(source))) {
          documents.addAll(parse(file.toString(), text(file)));
        }
      }
    }
    if (documents.isEmpty()) {
      throw CliFailure.invalid("no resource in " + String.join(", ", sources));
    }
    return documents;
  }

  private List<Document> parse(String place, String text) {
    return DocumentText.parse(place, variables.fill(place, text));
  }

  private String standardInput() {
    try {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw CliFailure.invalid("standard input cannot be read: " + e.getMessage());
    }
  }

  private static List<Path> files(Path source) {
    if (!Files.isDirectory(source)) {
      return List.of(source);
    }
    try (Stream<Path> inside = Files.list(source)) {
      return inside
          .filter(Files::isRegularFile)
          .filter(file -> FILES.matcher(file.getFileName().toString()).matches())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw CliFailure.invalid(source + ": cannot be read: " + e.getMessage());
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (java.nio.file.NoSuchFileException e) {
      throw CliFailure.invalid(file + ": there is no such file");
    } catch (IOException e) {
      throw CliFailure.invalid(file + ": cannot be read as UTF-8 text: " + e.getMessage());
    }
  }
}
