/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.benchmarks.endtoend;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Linux and the JVM say about a process. */
final class ProcessFigures {
  /** Linux counts in these units for user space, whatever the kernel's own tick is. */
  private static final long TICKS_PER_SECOND = 100;

  private static final Pattern HEAP_USED = Pattern.compile("heap\\s+total.*?used (\\d+)K");

  private final long pid;

  ProcessFigures(long pid) {
    this.pid = pid;
  }

  /** User and system time of all threads so far, in nanoseconds (resolution 10 ms). */
  long cpuNanos() throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    // The command may hold blanks, so count from its closing bracket: utime is field 14, stime 15.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    return ticks * (1_000_000_000L / TICKS_PER_SECOND);
  }

  /**
   * Anonymous resident memory, in KiB: heap, metaspace, threads, direct buffers; not the mapped
   * store.
   */
  long anonymousKib() throws IOException {
    return status("RssAnon:");
  }

  /** Resident memory, in KiB. */
  long residentKib() throws IOException {
    return status("VmRSS:");
  }

  private long status(String key) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"));
    return lines.stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElse(-1);
  }

  /** Live heap, in KiB: what is left after a full collection. */
  long liveHeapKib() throws IOException {
    jcmd("GC.run");
    Matcher heap = HEAP_USED.matcher(jcmd("GC.heap_info"));
    return heap.find() ? Long.parseLong(heap.group(1)) : -1;
  }

  private String jcmd(String command) throws IOException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                command)
            .redirectErrorStream(true)
            .start();
    try {
      String output = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      jcmd.waitFor();
      return output;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
