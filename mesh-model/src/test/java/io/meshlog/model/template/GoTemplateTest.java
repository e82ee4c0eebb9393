package io.meshlog.model.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.model.resource.Labels;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Go's text/template, as far as Kuma's resources use it. */
class GoTemplateTest {
  private static final Map<String, String> FIELDS = Map.of("Name", "web", "Zone", "zone-1");
  private static final Labels LABELS = Labels.of(Map.of("app", "a", "q\"x", "quoted"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "plain|plain",
        "{{ .Name }}.{{.Zone}}|web.zone-1",
        "{{ label \"app\" }}.local|a.local",
        "{{label `app`}}|a",
        "{{ label \"q\\\"x\" }}|quoted",
        "a {{- .Name -}} b|awebb",
        "a {{ .Name }} b|a web b",
        "{{/* says nothing */}}x|x",
        "{{- /* nor this */ -}} x|x",
        "}}|}}",
      })
  void renders(String template, String text) {
    assertThat(GoTemplate.parse(template).render(FIELDS, GoTemplate.of(LABELS))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{{ .Name|unclosed action: {{ .Name",
        "{{ if .Name }}|{{ if .Name }} is not supported",
        "{{ .Name ; printf }}|is not supported",
        "{{}}|is not supported",
        "a{{ label app }}|{{ label app }} is not supported",
        "{{ .Name -}|unclosed action",
      })
  void saysWhatItCannotRead(String template, String why) {
    assertThatThrownBy(() -> GoTemplate.parse(template))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{{ .Foo }}|there is no field .Foo, only .Name, .Zone",
        "{{ label \"gone\" }}|label gone not found",
      })
  void saysWhatIsNotThere(String template, String why) {
    assertThatThrownBy(() -> GoTemplate.parse(template).render(FIELDS, GoTemplate.of(LABELS)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(why);
  }
}
