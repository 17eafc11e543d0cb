/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

  private static final Home HOME = new Home(Path.of("/opt/marquetry"));

  @Test
  void defaults() throws LaunchException {
    CommandLine line = parse("run");
    assertThat(line.command()).isEqualTo(Command.RUN);
    assertThat(line.role()).isEqualTo("standalone");
    assertThat(line.data(HOME)).isEqualTo(Path.of("/opt/marquetry/data"));
    assertThat(line.deploy(HOME)).isEqualTo(Path.of("/opt/marquetry/deploy"));
    assertThat(line.conf(HOME)).isEqualTo(Path.of("/opt/marquetry/conf"));
    assertThat(line.configFile()).isNull();
    assertThat(line.routePort()).isEmpty();
    assertThat(line.brokerPort()).isEmpty();
    assertThat(line.settings()).isEmpty();
    assertThat(line.once()).isFalse();
    assertThat(line.words()).isEmpty();
  }

  @Test
  void everyOption() throws LaunchException {
    CommandLine line =
        parse(
            "quickstart --role broker --data /d --deploy=/p --conf /e --route-port 1 --broker-port=2"
                + " -c /f --once --set a=b --set c=d=e --set a=f");
    assertThat(line.role()).isEqualTo("broker");
    assertThat(line.data(HOME)).isEqualTo(Path.of("/d"));
    assertThat(line.deploy(HOME)).isEqualTo(Path.of("/p"));
    assertThat(line.conf(HOME)).isEqualTo(Path.of("/e"));
    assertThat(line.routePort()).hasValue(1);
    assertThat(line.brokerPort()).hasValue(2);
    assertThat(line.configFile()).isEqualTo(Path.of("/f"));
    assertThat(line.once()).isTrue();
    assertThat(line.settings()).containsExactly(entry("c", "d=e"), entry("a", "f"));
  }

  @Test
  void aRelativePathIsTheCallers() throws LaunchException {
    assertThat(parse("status --data x/../y").data(HOME)).isEqualTo(Path.of("y").toAbsolutePath());
  }

  @Test
  void wordsOfTheShellAreItsOwn() throws LaunchException {
    CommandLine line = parse("shell --data /d mq:topics --json");
    assertThat(line.words()).containsExactly("mq:topics", "--json");
  }

  @ParameterizedTest
  @CsvSource({"-h,HELP", "--help,HELP", "help,HELP", "--version,VERSION", "version,VERSION"})
  void helpAndVersionAsPeopleTypeThem(String word, Command command) throws LaunchException {
    assertThat(parse(word).command()).isEqualTo(command);
  }

  @Test
  void nothingAtAllAsksForHelp() throws LaunchException {
    assertThat(CommandLine.parse(List.of()).command()).isEqualTo(Command.HELP);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "launch | unknown command 'launch', there are quickstart, run",
        "run --once | '--once' is no option of run, there are --role ROLE, --data DIR",
        "stop --role broker | '--role' is no option of stop, there are --data DIR",
        "run extra | 'extra' is no option of run",
        "run --data | the value of --data is missing, write --data DIR",
        "run --data= | the value of --data is empty",
        "run --role a --role b | --role is given twice",
        "run --set a | 'a' is no setting, write --set key=value",
        "run --set =a | '=a' is no setting, write --set key=value",
        "run --route-port x | --route-port x is no port, allowed are 1 to 65535, or 0",
        "run --broker-port 65536 | --broker-port 65536 is no port, allowed are 1 to 65535, or 0",
        "run --broker-port -1 | --broker-port -1 is no port",
        "help me | 'me' is no option of help, it takes none"
      })
  void mistakesAreNamedWithWhatIsAllowed(String typed, String message) {
    assertThatThrownBy(() -> parse(typed).data(HOME))
        .isInstanceOf(LaunchException.class)
        .hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "65535"})
  void everyPortThatThereIs(String port) throws LaunchException {
    assertThat(parse("run --route-port " + port).routePort()).hasValue(Integer.parseInt(port));
  }

  private static CommandLine parse(String typed) throws LaunchException {
    return CommandLine.parse(List.of(typed.trim().split(" +", -1)));
  }
}
