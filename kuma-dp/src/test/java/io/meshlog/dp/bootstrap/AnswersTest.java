package io.meshlog.dp.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.dp.bootstrap.Bootstrap.AdminAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswersTest {
  @Test
  void readsTheBootstrapAndItsAdminAddress() {
    String yaml = "admin:\n  address:\n    socketAddress: {address: 127.0.0.1, portValue: 9901}\n";

    assertThat(Answers.judge(200, reply(yaml)))
        .isEqualTo(
            new Attempt.Fetched(new Bootstrap(yaml, new AdminAddress.Tcp("127.0.0.1", 9901))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{admin: {address: {pipe: {path: /w/a.sock, mode: 384}}}} | Pipe[path=/w/a.sock]",
        "{admin: {address: {socket_address: {address: '::1', port_value: 1}}}}"
            + " | Tcp[host=::1, port=1]",
        "{admin: {address: {socketAddress: {address: '::1', portValue: 0}}}} | None[]",
        "{\"node\": {\"id\": \"default.a\"}} | None[]",
      })
  void findsTheAdminAddressInBothSpellings(String yaml, String admin) {
    assertThat(Answers.judge(200, reply(yaml)))
        .isInstanceOfSatisfying(
            Attempt.Fetched.class,
            fetched -> assertThat(fetched.bootstrap().admin()).hasToString(admin));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | {}                        | the answer has no bootstrap",
        "200 | {\"bootstrap\": null}     | the answer has no bootstrap",
        "200 | {\"bootstrap\": \"%%\"}   | the bootstrap is not base64",
        "503 | upstream down             | status 503: upstream down",
        "500 | ''                        | status 500",
        "302 | ''                        | status 302",
        "400 | ''                        | status 400",
      })
  void triesAgainAfterWhatMayPass(int status, String body, String reason) {
    assertThat(Answers.judge(status, body)).isEqualTo(new Attempt.Later(reason));
  }

  @Test
  void explainsBothKindsOfNotFoundThatAreTriedAgain() {
    assertThat(Answers.judge(404, ""))
        .isInstanceOfSatisfying(
            Attempt.Later.class, later -> assertThat(later.reason()).contains("--dataplane-file"));
    assertThat(Answers.judge(404, "404: Page Not Found\n"))
        .isInstanceOfSatisfying(
            Attempt.Later.class,
            later -> assertThat(later.reason()).contains("--cp-address", "404: Page Not Found"));
  }

  @Test
  void givesUpOnARefusalAndKeepsItsText() {
    assertThat(Answers.judge(422, "mesh: mesh \"x\" does not exist"))
        .isEqualTo(new Attempt.Refused("mesh: mesh \"x\" does not exist"));
    assertThat(Answers.judge(404, "404 page not found\n"))
        .isEqualTo(new Attempt.Refused("404 page not found"));
  }

  private static String reply(String yaml) {
    String encoded = Base64.getEncoder().encodeToString(yaml.getBytes(StandardCharsets.UTF_8));
    return "{\"bootstrap\":\"%s\",\"kumaSidecarConfiguration\":{\"networking\":{}}}"
        .formatted(encoded);
  }
}
