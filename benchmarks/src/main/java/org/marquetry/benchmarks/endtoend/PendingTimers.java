/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.benchmarks.endtoend;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.marquetry.benchmarks.MappedOnly;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.send.MessageWriter;
import org.marquetry.broker.send.Parking;
import org.marquetry.itests.node.DistributionNode;
import org.marquetry.itests.node.NodeSpec;
import org.marquetry.itests.wire.Topics;
import org.marquetry.message.PropertyBytes;
import org.marquetry.store.kernel.AppendStatus;
import org.marquetry.store.kernel.Appended;
import org.marquetry.store.kernel.MessageDraft;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.system.machine.FileDisk;
import org.marquetry.system.machine.SystemClock;
import org.marquetry.system.machine.ThreadScheduler;

/**
 * A broker with millions of messages that wait for delivery times of their own: its memory, how
 * long it takes until it serves them after a start and after a kill, and how exactly it delivers
 * those that are due meanwhile.
 */
@SuppressWarnings("deprecation") // the only client that reads from an offset that it is told
public final class PendingTimers {

  private static final String TOPIC = "Pending";
  private static final int QUEUES = 8;
  private static final int BODY_BYTES = 100;

  /** Time for the node to start before the first message is due. */
  private static final long HEAD_START_MILLIS = 120_000;

  private static final long WINDOW_MILLIS = 60_000;
  private static final long HOUR_MILLIS = 3_600_000;

  private final NodeSpec spec;
  private final DistributionNode node;
  private final int pending;
  private final int due;
  private final Random random = new Random(1);
  private long firstDue;

  private PendingTimers(Path root, Path directory, int pending, int due) throws IOException {
    spec = NodeSpec.in(directory.resolve("node"));
    node =
        new DistributionNode(
            spec,
            DistributionNode.unpack(
                root.resolve("runtime/target/marquetry-0.1.0.tar.gz"),
                directory.resolve("unpacked")));
    this.pending = pending;
    this.due = due;
  }

  /**
   * @param args the root of the source tree; messages that wait [10000000]; how many of them are
   *     due within a minute [600000]
   */
  public static void main(String[] args) throws Exception {
    Path root = Path.of(args[0]).toAbsolutePath().normalize();
    int pending = args.length > 1 ? Integer.parseInt(args[1]) : 10_000_000;
    int due = args.length > 2 ? Integer.parseInt(args[2]) : 600_000;
    Path work = Files.createDirectories(root.resolve("benchmarks/target/work"));
    Path directory = Files.createTempDirectory(work, "timers-");
    PendingTimers run = new PendingTimers(root, directory, pending, due);
    try {
      run.run();
    } finally {
      run.node.close();
    }
  }

  private void run() throws Exception {
    long startedEmpty = start();
    Topics.create(node.nameServer(), node.broker(), TOPIC, QUEUES);
    say("empty: ready after " + startedEmpty + " ms; " + memory());
    node.stop();

    long begin = System.nanoTime();
    park();
    say(pending + " messages parked in " + millisSince(begin) + " ms");

    long started = start();
    long filled = awaitServing(begin());
    say("started: ready after " + started + " ms, all timers known " + filled + " ms later");
    say("with all pending: " + memory());

    long wait = firstDue + WINDOW_MILLIS + 5_000 - System.currentTimeMillis();
    TimeUnit.MILLISECONDS.sleep(Math.max(0, wait));
    say("delivered within the window: " + lateness());
    say("after it: " + memory());

    node.kill();
    long restarted = start();
    long refilled = awaitServing(begin());
    say(
        "killed and started: ready after "
            + restarted
            + " ms, all timers known "
            + refilled
            + " ms later");
    node.stop();
  }

  private static long begin() {
    return System.nanoTime();
  }

  private static long millisSince(long begin) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
  }

  private static void say(String text) {
    System.out.println("* " + text);
  }

  private long start() throws IOException {
    long begin = System.nanoTime();
    node.start();
    return millisSince(begin);
  }

  private String memory() throws IOException {
    ProcessFigures process = new ProcessFigures(node.brokerProcess().pid());
    return "live heap "
        + process.liveHeapKib() / 1024
        + " MiB, anonymous memory "
        + process.anonymousKib() / 1024
        + " MiB";
  }

  private long awaitServing(long begin) throws Exception {
    while (!serving()) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return millisSince(begin);
  }

  private boolean serving() throws IOException {
    for (JsonElement each :
        JsonParser.parseString(node.shell().must("mq:delay-lanes --json")).getAsJsonArray()) {
      JsonObject lane = each.getAsJsonObject();
      if (lane.get("lane").getAsString().equals("timer")) {
        return lane.get("state").getAsString().equals("serving")
            && lane.get("pending").getAsLong() >= (pending - due) / 2;
      }
    }
    return false;
  }

  /** Parks all messages in the store of the node, which does not run. */
  private void park() throws Exception {
    Map<String, String> given = new LinkedHashMap<>(spec.settings());
    given.put("storePathRootDir", spec.store().toString());
    given.put("timerMaxDelaySec", "259200");
    LiveSettings settings = new LiveSettings(given, spec.home());
    SystemClock clock = new SystemClock();
    try (ThreadScheduler scheduler = new ThreadScheduler("parking");
        MessageStore store =
            MessageStore.open(
                settings.current().store(), new MappedOnly(), new FileDisk(), clock, scheduler)) {
      store.storeHost(new InetSocketAddress(InetAddress.getLoopbackAddress(), spec.brokerPort()));
      MessageWriter writer = new MessageWriter(store, new Parking(store, settings, clock));
      for (int i = 0; i < pending - due; i++) {
        long delay = HOUR_MILLIS + random.nextInt((int) (47 * HOUR_MILLIS));
        park(writer, i, System.currentTimeMillis() + delay);
      }
      firstDue = System.currentTimeMillis() + HEAD_START_MILLIS;
      for (int i = pending - due; i < pending; i++) {
        park(writer, i, firstDue + random.nextInt((int) WINDOW_MILLIS));
      }
    }
  }

  private static void park(MessageWriter writer, int number, long dueMillis) throws Exception {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("TIMER_DELIVER_MS", Long.toString(dueMillis));
    properties.put("UNIQ_KEY", "PENDING" + number);
    MessageDraft draft =
        new MessageDraft()
            .body(ByteBuffer.allocate(BODY_BYTES))
            .bornHost(new byte[] {127, 0, 0, 1}, 1)
            .bornTimestamp(dueMillis);
    AppendStatus status =
        writer.writeAsAsked(
            TOPIC, number % QUEUES, PropertyBytes.encode(properties), draft, new Appended());
    if (status != AppendStatus.OK) {
      throw new IOException("the store does not take message " + number + ": " + status);
    }
  }

  /** How late the messages were stored in their topic that were due. */
  private String lateness() throws Exception {
    int[] late = new int[due];
    int count = 0;
    DefaultMQPullConsumer consumer = new DefaultMQPullConsumer("PendingReaders");
    consumer.setNamesrvAddr(node.nameServer());
    consumer.setConsumerPullTimeoutMillis(10_000);
    consumer.start();
    try {
      for (int id = 0; id < QUEUES; id++) {
        MessageQueue queue = new MessageQueue(TOPIC, node.brokerName(), id);
        long offset = 0;
        long end = consumer.maxOffset(queue);
        while (offset < end) {
          PullResult result = consumer.pull(queue, "*", offset, 32);
          if (result.getMsgFoundList() != null) {
            for (MessageExt message : result.getMsgFoundList()) {
              long wanted = Long.parseLong(message.getProperty("TIMER_DELIVER_MS"));
              late[count++] = (int) (message.getStoreTimestamp() - wanted);
            }
          }
          offset = result.getNextBeginOffset();
        }
      }
    } finally {
      consumer.shutdown();
    }
    int[] sorted = Arrays.copyOf(late, count);
    Arrays.sort(sorted);
    if (count == 0) {
      return "nothing";
    }
    StringBuilder text = new StringBuilder(count + " of " + due + "; late by ms: min " + sorted[0]);
    for (double share : List.of(0.5, 0.9, 0.99, 0.999, 0.9999)) {
      text.append(", p").append(share * 100).append(' ').append(sorted[(int) (count * share)]);
    }
    return text.append(", max ").append(sorted[count - 1]).toString();
  }
}
