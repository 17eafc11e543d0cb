/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.author;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.marquetry.itests.environment.SourceTree;

/**
 * Every archetype yields a project that builds by itself, passes its unit tests and the laws, and
 * whose plugin works in a real broker with a real client.
 */
class ArchetypeIT {

  private static final Pattern TESTS =
      Pattern.compile(
          "Tests run: ([0-9]+), Failures: 0, Errors: 0, Skipped: 0$", Pattern.MULTILINE);

  /** One at a time: the first fetches what only archetypes need into the shared repository. */
  private static final Semaphore GENERATING = new Semaphore(1);

  /** More at once than there are cores on a small machine would only wait for each other. */
  private static final Semaphore BUILDING = new Semaphore(2);

  private static Path work;
  private static PrivateRepository repository;

  @BeforeAll
  static void installWhatThisBuildMade() throws IOException {
    work = SourceTree.workDirectory("archetypes");
    // Without it Maven takes the options of this source tree for those of the projects below it.
    Files.createDirectory(work.resolve(".mvn"));
    repository =
        PrivateRepository.create(
            work.resolve("repository"), Path.of(System.getProperty("itests.repository")));
    repository.install(".", "marquetry");
    repository.install("bundles", "bundles");
    repository.install("bundles/api", "api", "jar");
    repository.install("bundles/system", "system", "jar");
    repository.install("storage-testkit", "storage-testkit", "jar");
    repository.install("plugin-testkit", "plugin-testkit", "jar");
    repository.install("runtime", "runtime", "tar.gz");
    repository.install("plugin-archetypes", "plugin-archetypes");
    try (Stream<Path> kinds = Files.list(SourceTree.root().resolve("plugin-archetypes"))) {
      for (Path kind : kinds.filter(path -> Files.exists(path.resolve("target"))).toList()) {
        if (Files.exists(kind.resolve("src"))) {
          String name = kind.getFileName().toString();
          repository.install("plugin-archetypes/" + name, name + "-archetype", "jar");
        }
      }
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @ValueSource(
      strings = {
        "filter",
        "allocate-strategy",
        "delay-engine",
        "storage-backend",
        "request-handler",
        "interceptor"
      })
  void yieldsAProjectThatBuildsAndWorks(String kind) throws Exception {
    Path directory = Files.createDirectories(work.resolve(kind));
    GENERATING.acquire();
    try {
      generate(kind, directory);
    } finally {
      GENERATING.release();
    }
    String output;
    BUILDING.acquire();
    try {
      output = maven(directory.resolve("my-" + kind), "verify");
    } finally {
      BUILDING.release();
    }
    Matcher tests = TESTS.matcher(output);
    List<Integer> counts = new ArrayList<>();
    while (tests.find()) {
      counts.add(Integer.valueOf(tests.group(1)));
    }
    assertThat(counts).as("unit tests and integration tests that ran:\n" + output).hasSize(2);
    assertThat(counts.get(0)).as("unit tests").isGreaterThan(2);
    assertThat(counts.get(1)).as("integration tests").isGreaterThan(2);
  }

  private static void generate(String kind, Path directory) throws Exception {
    maven(
        directory,
        "org.apache.maven.plugins:maven-archetype-plugin:3.4.1:generate",
        "-DarchetypeCatalog=internal",
        "-DinteractiveMode=false",
        "-DarchetypeGroupId=org.marquetry",
        "-DarchetypeArtifactId=" + kind + "-archetype",
        "-DarchetypeVersion=0.1.0",
        "-DgroupId=com.example",
        "-DartifactId=my-" + kind,
        "-Dversion=1.0",
        "-Dpackage=com.example.plugin");
  }

  /** Runs Maven as an author would, but for the repository. */
  private static String maven(Path directory, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("itests.maven"), "bin", "mvn").toString());
    command.add("-B");
    command.add("-Dstyle.color=never");
    command.add("-Dmaven.repo.local=" + repository.directory());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    // A short build is quicker with the quick compiler alone.
    builder.environment().put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(String.join(" ", command) + "\n" + output).isZero();
    return output;
  }
}
