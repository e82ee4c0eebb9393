package io.meshlog.dp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.dp.settings.Setting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ParameterException;

class CommandLineModelTest {
  @Test
  void readsFlagsInBothSpellings() {
    assertThat(
            flags(
                "--cp-address=https://a",
                "-d",
                "f.yaml",
                "-v",
                "a=1",
                "--dataplane-var",
                "b=2",
                "--dns-enabled=false"))
        .isEqualTo(
            Map.of(
                Setting.CP_ADDRESS, List.of("https://a"),
                Setting.DATAPLANE_FILE, List.of("f.yaml"),
                Setting.DATAPLANE_VAR, List.of("a=1", "b=2"),
                Setting.DNS_ENABLED, List.of("false")));
  }

  @Test
  void readsASwitchWithoutValueAsTrue() {
    assertThat(flags("--bind-outbounds", "--name", "a"))
        .isEqualTo(Map.of(Setting.BIND_OUTBOUNDS, List.of("true"), Setting.NAME, List.of("a")));
  }

  @Test
  void keepsAllValuesOfARepeatedFlagSoThatTheLastCanWin() {
    assertThat(flags("--name=a", "--name=b")).isEqualTo(Map.of(Setting.NAME, List.of("a", "b")));
  }

  @Test
  void passesOddValuesUnchanged() {
    String json = "{\"type\": \"Dataplane\", \"name\": \"a b\"}";

    assertThat(flags("--dataplane", json)).isEqualTo(Map.of(Setting.DATAPLANE, List.of(json)));
    assertThat(flags("--name=@x")).isEqualTo(Map.of(Setting.NAME, List.of("@x")));
  }

  @Test
  void namesAnUnknownFlag() {
    assertThatThrownBy(() -> flags("--no-such-flag=1"))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("--no-such-flag");
  }

  @Test
  void printsHelpForEveryVisibleFlagAndItsVariable() {
    String help = CommandLineModel.commandLine().getSubcommands().get("run").getUsageMessage();

    for (Setting setting : Setting.values()) {
      if (!setting.flags().isEmpty() && !setting.isHidden()) {
        assertThat(help).contains(setting.flags().getLast(), setting.variable());
      } else if (setting.isHidden()) {
        assertThat(help).doesNotContain(setting.title());
      }
    }
  }

  private static Map<Setting, List<String>> flags(String... flags) {
    String[] arguments = new String[flags.length + 1];
    arguments[0] = "run";
    System.arraycopy(flags, 0, arguments, 1, flags.length);
    return CommandLineModel.flags(CommandLineModel.commandLine().parseArgs(arguments).subcommand());
  }
}
