/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.marquetry.shell.server.ShellSession;

/** A client's session in Gogo: variables last as long as the client stays. */
final class GogoSession implements ShellSession {

  private static final String NOT_FOUND = "Command not found:";

  private final PrintStream out;
  private final CommandSession session;

  GogoSession(CommandProcessor processor, OutputStream output) {
    this.out = new PrintStream(output, false, UTF_8);
    this.session = processor.createSession(InputStream.nullInputStream(), out, out);
    // A bare name means ours first: "help" is mq:help.
    session.put("SCOPE", "mq:*");
    // No file is ever meant: a * stands in names of clients and in expressions.
    session.put(CommandSession.OPTION_NO_GLOB, true);
  }

  @Override
  public void execute(String line) throws Exception {
    try {
      Object result = session.execute(asMeant(line));
      if (result != null) {
        out.println(session.format(result, Converter.INSPECT));
      }
    } catch (Exception e) {
      String message = String.valueOf(e.getMessage());
      int at = message.indexOf(NOT_FOUND);
      if (at < 0) {
        throw e;
      }
      String name = message.substring(at + NOT_FOUND.length()).trim();
      throw new IllegalArgumentException("there is no command " + name + "; mq:help lists them", e);
    } finally {
      out.flush();
    }
  }

  /**
   * The line as people mean it. Names of retry and dead-letter topics begin with {@code %}, which
   * Gogo takes for arithmetic: it is escaped, but for {@code %(} and what is escaped or in single
   * quotes already.
   */
  static String asMeant(String line) {
    StringBuilder plain = new StringBuilder(line.length() + 8);
    char quote = 0;
    boolean escaped = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '%' && quote != '\'' && !escaped && !line.startsWith("%(", i)) {
        plain.append('\\');
      }
      if ((c == '\'' || c == '"') && !escaped && (quote == 0 || quote == c)) {
        quote = quote == 0 ? c : 0;
      }
      escaped = c == '\\' && !escaped && quote != '\'';
      plain.append(c);
    }
    return plain.toString();
  }

  @Override
  public void close() {
    session.close();
    out.flush();
  }
}
