package io.meshlog.xds.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.resource.Tags;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** xds-generation.md 3.1: the header's form, and who is found in it. */
class ClientTagsTest {
  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "&a=1&&kuma.io/service=web&|web|true",
        "&a=1&&kuma.io/service=api,web&&z=2&|web|true",
        "&a=1&&kuma.io/service=web,zoo&|web|true",
        "&a=1&&kuma.io/service=web&|*|true",
        "&a=1&&kuma.io/service=myweb&|web|false",
        "&a=1&&kuma.io/service=web2&|web|false",
        "&a=1&&kumaxio/service=web&|web|false",
        "&a=2&&kuma.io/service=web&|web|false",
        "&b=web&|*|false",
      })
  void findsAClientByItsTags(String header, String service, boolean found) {
    String pattern = ClientTags.pattern(Tags.of(Map.of("a", "1", Tags.SERVICE, service)));
    assertThat(header.matches(pattern)).isEqualTo(found);
  }
}
