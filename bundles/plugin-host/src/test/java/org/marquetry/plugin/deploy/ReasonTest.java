/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleException;

class ReasonTest {

  @Test
  void theRootOfAFailureIsSaid() {
    Throwable failure =
        new BundleException(
            "Activator start error",
            new IllegalStateException("outer", new IOException("no licence\n file")));

    assertThat(Reason.of(failure)).isEqualTo("IOException: no licence file");
    assertThat(Reason.of(new IllegalStateException())).isEqualTo("IllegalStateException");
    assertThat(Reason.of(new BundleException("Unable to resolve"))).isEqualTo("Unable to resolve");
  }

  @Test
  void aMissingClassIsNamedAsInTheSource() {
    String words =
        "the class a.b.C is not there; put it into the jar, or import its package in"
            + " the manifest";

    NoClassDefFoundError missing = new NoClassDefFoundError("a/b/C");
    missing.initCause(new ClassNotFoundException("a.b.C not found by x [7]"));
    assertThat(Reason.of(missing)).isEqualTo(words);
    assertThat(Reason.of(new ClassNotFoundException("a.b.C"))).isEqualTo(words);
    assertThat(Reason.of(new ClassNotFoundException("*** Class 'a.b.C' is not visible")))
        .isEqualTo(words);
  }

  @Test
  void aNewerJavaIsNamed() {
    assertThat(
            Reason.of(
                new UnsupportedClassVersionError(
                    "x/A has been compiled by a more recent version of the Java Runtime (class file"
                        + " version 69.0), this version of the Java Runtime only recognizes")))
        .startsWith("it was compiled for Java 25, this node runs on Java ")
        .endsWith("compile it with --release 17");
  }

  @Test
  void theRootOfAStackTraceIsSaid() {
    assertThat(
            Reason.ofTrace(
                "java.lang.reflect.InvocationTargetException\n\tat a.B.c(B.java:1)\nCaused by:"
                    + " java.lang.IllegalArgumentException: no such dialect\n\tat d.E\n\t... 3 more"))
        .isEqualTo("IllegalArgumentException: no such dialect");
    assertThat(
            Reason.ofTrace(
                "java.lang.NoClassDefFoundError: a/b/C\n\tat x\nCaused by:"
                    + " java.lang.ClassNotFoundException: a.b.C not found by x [7]\n\tat y"))
        .startsWith("the class a.b.C is not there");
    assertThat(Reason.ofTrace("a text that is no trace")).isEqualTo("a text that is no trace");
    assertThat(Reason.ofTrace(" ")).isEqualTo("no reason given");
  }

  @Test
  void failuresOfFilesAreSaidInWords() {
    assertThat(Reason.of(new AccessDeniedException("/x"))).isEqualTo("permission denied");
    assertThat(Reason.of(new NoSuchFileException("/x"))).isEqualTo("no such file or directory");
    assertThat(Reason.of(new FileSystemException("/x", null, "No space left")))
        .isEqualTo("No space left");
    assertThat(Reason.of(new IOException("broken pipe"))).isEqualTo("broken pipe");
  }

  @Test
  void aReasonIsOneLineOfReasonableLength() {
    assertThat(Reason.oneLine(" a \n\n b ")).isEqualTo("a b");
    assertThat(Reason.oneLine("x".repeat(10_000))).hasSizeLessThan(500).endsWith("…");
  }
}
