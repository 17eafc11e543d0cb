/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuickStartTest {

  private static final Home HOME = new Home(Path.of("/opt/marquetry"));
  private static final Map<String, String> ADDRESSES =
      Map.of("route", "127.0.0.1:19876", "broker", "127.0.0.1:20911");

  @Test
  void theNextStepsNameTheNodeThatRuns() throws Exception {
    CommandLine line =
        CommandLine.parse(
            List.of("quickstart", "--data", "/var/my data", "--deploy", "/var/plugins"));
    assertThat(QuickStart.nextSteps(HOME, line, ADDRESSES, false))
        .contains("setNamesrvAddr(\"127.0.0.1:19876\")")
        .contains("marquetry shell --data '/var/my data' 'mq:topics'")
        .contains("marquetry stop --data '/var/my data'")
        .contains("copy its jar into /var/plugins");
  }

  @Test
  void theUsualDataDirectoryIsNotNamed() throws Exception {
    CommandLine line = CommandLine.parse(List.of("quickstart"));
    assertThat(QuickStart.nextSteps(HOME, line, ADDRESSES, true))
        .contains("marquetry shell 'mq:topics'")
        .contains("exit, or Ctrl-D")
        .doesNotContain("--data");
  }
}
