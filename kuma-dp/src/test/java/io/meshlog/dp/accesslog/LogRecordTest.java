package io.meshlog.dp.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LogRecordTest {
  private static LogRecord parse(String line) {
    return LogRecord.parse(line.getBytes(StandardCharsets.UTF_8));
  }

  private static String said(String line) {
    LogRecord record = parse(line);
    return record.address() + '|' + new String(record.message(), StandardCharsets.UTF_8);
  }

  @Test
  void aTextIsUnescapedAndEndsItsLine() {
    assertThat(said("{\"address\":\"h:1\",\"message\":\"a \\\"b\\\" é\\u00e9\\n\"}"))
        .isEqualTo("h:1|a \"b\" éé\n");
    assertThat(said("{\"message\":\"x\",\"other\":[1,{}],\"address\":\"h:1\"}"))
        .isEqualTo("h:1|x\n");
  }

  @Test
  void otherJsonGoesOnAsItIsWritten() {
    assertThat(said("{\"address\":\"h:1\",\"message\":{\"a\": [1, 2.50], \"é\":null} }"))
        .isEqualTo("h:1|{\"a\": [1, 2.50], \"é\":null}\n");
    assertThat(said("{\"message\":12.50,\"address\":\"h:1\"}")).isEqualTo("h:1|12.50\n");
  }

  @Test
  void theOlderForm() {
    assertThat(said("h:1;a;b")).isEqualTo("h:1|a;b\n");
  }

  @Test
  void whatIsNeitherIsNone() {
    assertThat(parse("nothing")).isNull();
    assertThat(parse("{\"address\":\"h:1\"}")).isNull();
    assertThat(parse("{\"address\":\"h:1\",\"message\":\"x")).isNull();
  }
}
