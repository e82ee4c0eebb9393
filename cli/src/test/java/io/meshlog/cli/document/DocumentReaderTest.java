package io.meshlog.cli.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentReaderTest {
  @TempDir Path folder;

  private List<Document> read(Map<String, String> variables, String text) {
    InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    return new DocumentReader(in, new Variables(variables)).read(List.of("-"));
  }

  private List<String> names(String text) {
    return read(Map.of(), text).stream().map(Document::name).toList();
  }

  @Test
  void takesDocumentsApart() {
    assertThat(names("type: Mesh\nname: a\n---\n---\n# nothing\n---\ntype: Mesh\nname: b\n"))
        .containsExactly("a", "b");
    assertThat(names("{\"type\":\"Mesh\",\"name\":\"a\"}\n{\"type\":\"Mesh\",\"name\":\"b\"}"))
        .containsExactly("a", "b");
    assertThat(names("[{\"type\":\"Mesh\",\"name\":\"a\"},\t{\"type\":\"Mesh\",\"name\":\"b\"}]"))
        .containsExactly("a", "b");
    assertThat(names("{\"total\":1,\"items\":[{\"type\":\"Mesh\",\"name\":\"a\"}],\"next\":null}"))
        .containsExactly("a");
    assertThat(names("{type: Mesh, name: a}")).containsExactly("a");
    assertThat(names("base: &b {type: Mesh, name: a}\nitems: [*b]\n")).containsExactly("a");
  }

  @Test
  void readsAFolderByName() throws IOException {
    Files.writeString(folder.resolve("2.yaml"), "type: Mesh\nname: b");
    Files.writeString(folder.resolve("1.json"), "{\"type\":\"Mesh\",\"name\":\"a\"}");
    Files.writeString(folder.resolve("3.yml"), "type: Mesh\nname: c");
    Files.writeString(folder.resolve("README"), "not this");
    List<Document> all =
        new DocumentReader(InputStream.nullInputStream(), new Variables(Map.of()))
            .read(List.of(folder.toString()));
    assertThat(all).extracting(Document::name).containsExactly("a", "b", "c");
    assertThat(all.getFirst().place()).endsWith("1.json");
  }

  @Test
  void fillsVariablesAndLeavesTemplatesAlone() {
    String text =
        "type: HostnameGenerator\nname: {{ name }}\nspec: {template: '{{ .Name }}.{{tld}}'}";
    Document filled = read(Map.of("name", "a$1", "tld", "local"), text).getFirst();
    assertThat(filled.name()).isEqualTo("a$1");
    assertThat(filled.tree().at("/spec/template").asString()).isEqualTo("{{ .Name }}.local");
    assertThatThrownBy(() -> read(Map.of("other", "x"), text))
        .hasMessage("standard input: no value for {{ name }}; give it with --var name=VALUE");
    Document untouched = read(Map.of(), "type: T\nname: a\nspec: {t: '{{ x }}'}").getFirst();
    assertThat(untouched.tree().at("/spec/t").asString()).isEqualTo("{{ x }}");
  }

  @Test
  void saysWhatIsWrongAndWhere() {
    assertThatThrownBy(() -> read(Map.of(), "type: Mesh\nname: a\n---\ntype: [\n"))
        .hasMessageStartingWith("standard input: no valid YAML at line ");
    assertThatThrownBy(() -> read(Map.of(), "type: Mesh\ntype: Zone\n"))
        .hasMessageContaining("duplicate key");
    assertThatThrownBy(() -> read(Map.of(), "type: Mesh\nname: a\n---\njust words"))
        .hasMessage("standard input, document 2: a resource is expected, not \"just words\"");
    assertThatThrownBy(() -> read(Map.of(), "# nothing")).hasMessage("no resource in -");
    assertThatThrownBy(() ->
            new DocumentReader(InputStream.nullInputStream(), new Variables(Map.of()))
                .read(List.of(folder.resolve("none.yaml").toString())))
        .hasMessageEndingWith("none.yaml: there is no such file");
  }
}
