/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ShellClientTest {

  @TempDir private Path directory;

  private FakeShellServer server;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();

  @BeforeEach
  void start() throws IOException {
    server = new FakeShellServer("secret");
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void printsWhatTheCommandPrintsAndReturnsItsStatus() throws IOException {
    server.answer("mq:topics", "+6\nOrders+1\n\n=0\n");
    server.answer("mq:nonsense", "=1\n");
    try (ShellClient client = connect("secret")) {
      assertThat(client.run("mq:topics", output)).isZero();
      assertThat(output.toString(UTF_8)).isEqualTo("Orders\n");
      assertThat(client.run("mq:nonsense", output)).isEqualTo(1);
    }
  }

  @Test
  void outputMayBeLongAndInAnyLanguage() throws IOException {
    String text = "Zürich 東京 ".repeat(5000);
    server.answer("mq:peek", "+" + text.getBytes(UTF_8).length + "\n" + text + "=0\n");
    try (ShellClient client = connect("secret")) {
      assertThat(client.run("mq:peek", output)).isZero();
    }
    assertThat(output.toString(UTF_8)).isEqualTo(text);
  }

  @Test
  void aWrongTokenIsACloseConnection() throws IOException {
    try (ShellClient client = connect("guess")) {
      assertThatThrownBy(() -> client.run("mq:topics", output)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void anInstanceThatDiesInTheMiddleIsTold() throws IOException {
    server.answer("mq:topics", "+100\nOrd");
    try (ShellClient client = connect("secret")) {
      assertThatThrownBy(() -> client.run("mq:topics", output))
          .isInstanceOf(EOFException.class)
          .hasMessage("the instance closed the connection");
    }
  }

  @Test
  void anythingElseIsNotTakenForAShell() throws IOException {
    server.answer("one", "HTTP/1.1 400 Bad Request\n");
    server.answer("two", "+x\n");
    try (ShellClient client = connect("secret")) {
      assertThatThrownBy(() -> client.run("one", output))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("does not speak the shell's protocol");
    }
    try (ShellClient client = connect("secret")) {
      assertThatThrownBy(() -> client.run("two", output))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("does not speak the shell's protocol");
    }
  }

  @Test
  void aCommandIsOneLine() throws IOException {
    try (ShellClient client = connect("secret")) {
      assertThatThrownBy(() -> client.run("a\nb", output)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aDamagedFileIsNamed() throws IOException {
    Path file = directory.resolve("shell");
    Files.writeString(file, "1234\n");
    assertThatThrownBy(() -> ShellClient.connect(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + " does not hold a port and a token");
    Files.writeString(file, "x\ny\n");
    assertThatThrownBy(() -> ShellClient.connect(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + " does not begin with a port");
  }

  @Test
  void thePromptRunsLineByLineUntilExit() throws IOException {
    server.answer("mq:topics", "+7\nOrders\n=0\n");
    assertThat(prompt(" mq:topics \n\nexit\nmq:never\n", true)).isZero();
    assertThat(output.toString(UTF_8)).isEqualTo("marquetry> Orders\nmarquetry> marquetry> ");
  }

  @Test
  void thePromptOfAScriptIsSilentAndRemembersFailure() throws IOException {
    server.answer("good", "+3\nyes=0\n");
    server.answer("bad", "=1\n");
    assertThat(prompt("bad\ngood", false)).isEqualTo(1);
    assertThat(output.toString(UTF_8)).isEqualTo("yes");
    assertThat(prompt("good\n", false)).isZero();
  }

  private int prompt(String input, boolean terminal) throws IOException {
    try (ShellClient client = connect("secret");
        PrintStream out = new PrintStream(output, true, UTF_8)) {
      return new Prompt(new BufferedReader(new StringReader(input)), out, terminal).serve(client);
    }
  }

  private ShellClient connect(String token) throws IOException {
    Path file = directory.resolve("shell");
    Files.writeString(file, server.port() + "\n" + token + "\n");
    return ShellClient.connect(file);
  }
}
