/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.handlers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.marquetry.itests.wire.Wire;

/** Sends on one raw connection, many under way at a time, on a thread of its own. */
final class PipelinedSends implements AutoCloseable {

  private static final int SEND_V2 = 310;
  private static final int UNDER_WAY = 100;
  private static final int BURST = 20;

  private final Wire wire;
  private final String topic;
  private final Semaphore room = new Semaphore(UNDER_WAY);
  private final List<String> bodies = new ArrayList<>();
  private final Queue<String> problems = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean stopped;

  PipelinedSends(String broker, String topic) throws IOException {
    this.wire = Wire.to(broker);
    this.topic = topic;
    this.thread = new Thread(this::run, "pipelined-sends");
    // The first send to a queue may wait for the disk, and others may overtake it then.
    wire.call(SEND_V2, header(), body());
    thread.start();
  }

  private byte[] body() {
    String body = "m" + bodies.size();
    bodies.add(body);
    return body.getBytes(UTF_8);
  }

  private void run() {
    try {
      while (!stopped) {
        room.acquire();
        CompletableFuture<RemotingCommand> answer =
            wire.send(wire.request(SEND_V2, header(), body()));
        var unused = answer.whenComplete(this::answered);
        if (bodies.size() % BURST == 0) {
          TimeUnit.MILLISECONDS.sleep(20); // a steady stream, not a flood
        }
      }
      if (!room.tryAcquire(UNDER_WAY, 30, TimeUnit.SECONDS)) {
        problems.add(UNDER_WAY - room.availablePermits() + " sends were not answered");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      problems.add(e.toString());
    }
  }

  private Map<String, String> header() {
    return Map.of(
        "a",
        "PipelinedProducers",
        "b",
        topic,
        "c",
        "TBW102",
        "d",
        "4",
        "e",
        "0",
        "f",
        "0",
        "g",
        Long.toString(System.currentTimeMillis()),
        "h",
        "0",
        "j",
        "0",
        "m",
        "false");
  }

  private void answered(RemotingCommand answer, Throwable failure) {
    if (failure != null) {
      problems.add(failure.toString());
    } else if (answer.getCode() != 0) {
      problems.add(answer.toString());
    }
    room.release();
  }

  /** What was sent, in order; after the end. */
  List<String> bodies() {
    return bodies;
  }

  /** Sends that were not acknowledged, and a connection that ended. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  /** Sends no more; returns when every send was answered. */
  void end() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    end();
    wire.close();
  }
}
