/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.marquetry.itests.environment.SourceTree;
import org.slf4j.Logger;

/** {@code api} and {@code remoting} as named modules on a plain module path, without OSGi. */
class ModulePathIT {

  @Test
  void aNamedModuleCompilesAndRunsAgainstApiAndRemoting() throws Exception {
    Path work = SourceTree.workDirectory("module-path");
    Path source = Files.createDirectories(work.resolve("src/probe"));
    Files.writeString(
        work.resolve("src/module-info.java"),
        """
        module probe {
          requires org.marquetry.api;
          requires org.marquetry.remoting;
        }
        """);
    Files.writeString(
        source.resolve("Main.java"),
        """
        package probe;

        public class Main {
          public static void main(String[] args) {
            System.out.println(org.marquetry.message.MessageRecord.class.getModule().getName());
            System.out.println(org.marquetry.remoting.RemotingServer.class.getModule().getName());
          }
        }
        """);
    String path = modulePath().stream().map(Path::toString).collect(Collectors.joining(":"));
    Path classes = work.resolve("classes");

    run(
        "javac",
        "--release",
        "17",
        "-p",
        path,
        "-d",
        classes.toString(),
        work.resolve("src/module-info.java").toString(),
        source.resolve("Main.java").toString());
    String output = run("java", "-p", path + ":" + classes, "-m", "probe/probe.Main");
    assertThat(output.lines()).containsExactly("org.marquetry.api", "org.marquetry.remoting");
    run("java", "-p", path, "--validate-modules");
  }

  private static List<Path> modulePath() throws Exception {
    List<Path> path = new ArrayList<>();
    path.add(SourceTree.root().resolve("bundles/api/target/api-0.1.0.jar"));
    path.add(SourceTree.root().resolve("bundles/remoting/target/remoting-0.1.0.jar"));
    path.add(Path.of(Logger.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
    try (Stream<Path> jars = Files.walk(SourceTree.runtime().resolve("system/io/netty"))) {
      jars.filter(jar -> jar.toString().endsWith(".jar")).forEach(path::add);
    }
    return path;
  }

  private static String run(String tool, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s\n%s", command, output).isZero();
    return output;
  }
}
