/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.marquetry.broker.config.BrokerSettings;
import org.marquetry.broker.pull.GroupRules;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.Connection;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.store.kernel.AppendListener;
import org.marquetry.system.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers pops, and the questions whether there is something to pop. Thread-safe. */
public final class PopProcessor implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PopProcessor.class);
  private static final FieldName HAS_MESSAGE = new FieldName("hasMsg");
  private static final FieldName POLLING_FULL = new FieldName("pollingFull");
  private static final FieldName POLLING_COUNT = new FieldName("pollingNum");
  private static final FieldName GROUP = new FieldName("consumerGroup");
  private static final FieldName TOPIC = new FieldName("topic");

  /** What a request may be late before nobody waits for its answer. */
  private static final long LATE_MILLIS = 500;

  /** In one pop of so many the retry topic comes first. */
  private static final int RETRY_TURN = 5;

  private static final long REVIVE_MILLIS = 100;
  private static final long NOTE_MILLIS = 5_000;

  /** How old at most the file of orders is: it is what RocketMQ reads after a kill. */
  private static final long ORDER_MILLIS = 1_000;

  private final PopParts parts;
  private final PopChecks checks;
  private final PopTable table;
  private final OrderedBatches orders;
  private final PopWork work;
  private final PopWaits waits;
  private final Reviver reviver;
  private final PopPeek peek;
  private final ReceiptProcessor receipts;
  private volatile String lastProblem = "";
  private final List<Scheduler.Task> tasks = new ArrayList<>();

  /**
   * @param executor whose threads may block
   */
  public PopProcessor(PopParts parts, Executor executor) {
    this.parts = parts;
    String revive = TopicNames.REVIVE_PREFIX + parts.settings().current().identity().cluster();
    PopJournal journal =
        new PopJournal(
            parts.store(),
            parts.writer(),
            parts.offsets(),
            revive,
            parts.topics().find(revive).writeQueues(),
            parts.settings().current().identity().name(),
            parts.clock());
    this.checks = new PopChecks(parts.settings(), parts.topics(), parts.groups(), parts.filters());
    this.table = new PopTable(journal, parts.offsets());
    this.waits = new PopWaits(parts.clock(), parts.scheduler(), executor);
    this.orders = new OrderedBatches(parts.orderFile(), table);
    this.work = new PopWork(parts, table, orders, journal, waits, executor, this::again);
    this.reviver = new Reviver(parts, table, work.time());
    this.peek = new PopPeek(parts, table, checks, this::sources, work::later);
    this.receipts = new ReceiptProcessor(parts, table, work);
    parts
        .topics()
        .onDelete(
            topic -> {
              table.remove(key -> key.topic().equals(topic));
              waits.topicDeleted(topic);
            });
  }

  /**
   * Takes up what was popped before the broker ended, and begins to hand out again. Blocks.
   *
   * @param foreign what others than this kind of broker have popped
   */
  public void start(ForeignPops foreign) throws IOException {
    table.restore(foreign);
    orders.restore();
    tasks.add(parts.scheduler().every("pop-revive", REVIVE_MILLIS, REVIVE_MILLIS, reviver::run));
    tasks.add(parts.scheduler().every("pop-note", NOTE_MILLIS, NOTE_MILLIS, this::note));
    tasks.add(parts.scheduler().every("pop-order", ORDER_MILLIS, ORDER_MILLIS, this::writeOrders));
  }

  /** Events that the file of orders has, and those of what is over, are not needed any more. */
  private void note() {
    if (writeOrders()) {
      table.noteNeeded();
    }
  }

  private boolean writeOrders() {
    try {
      orders.persist();
      lastProblem = "";
      return true;
    } catch (IOException e) {
      String problem = "What is popped in order is kept in the log alone: " + e;
      if (!problem.equals(lastProblem)) {
        LOG.warn(problem);
        lastProblem = problem;
      }
      return false;
    }
  }

  public void contribute(Processors.Builder builder, Executor executor) {
    builder
        .on(executor, RequestCode.POP_MESSAGE, this::pop)
        .on(executor, RequestCode.PEEK_MESSAGE, peek::peek)
        .on(executor, RequestCode.NOTIFICATION, this::notification)
        .on(executor, RequestCode.POLLING_INFO, this::pollingInfo);
    receipts.contribute(builder, executor);
  }

  /** To be told of every message that is stored. */
  public AppendListener appendListener() {
    return waits;
  }

  /** A connection has ended. */
  public void disconnected(Connection connection) {
    waits.disconnected(connection);
  }

  /** A group is gone: what it popped is not given back. */
  public void groupRemoved(String group) {
    table.remove(key -> key.group().equals(group));
    waits.groupRemoved(group);
  }

  /** Pops that wait for a message. */
  public int held() {
    return waits.count();
  }

  private void pop(Request request) throws CommandException {
    PopCommand command = PopCommand.pop(request);
    checks.topic(command);
    checks.condition(command);
    if (late(command)) {
      command
          .reply()
          .reply(ResponseCode.POLLING_TIMEOUT)
          .remark("the broker got the request after its pollTime was over")
          .send();
      return;
    }
    String full = full(command);
    if (full != null) {
      command.reply().reply(ResponseCode.POLLING_FULL).remark(full).send();
      return;
    }
    again(command, deadline(command));
  }

  private boolean late(PopCommand command) {
    return command.pollMillis() > 0
        && parts.clock().millis() - command.bornTime() - command.pollMillis() > LATE_MILLIS;
  }

  /** Which resource is short for a pop that may wait, {@code null} for none. */
  private String full(PopCommand command) {
    if (command.pollMillis() == 0) {
      return null;
    }
    BrokerSettings.Pops limits = parts.settings().current().pops();
    if (waits.count() >= limits.waits()) {
      return "[OVERLOAD]"
          + waits.count()
          + " pops wait for a message, the limit is "
          + limits.waits()
          + ": raise maxPopPollingSize";
    }
    int waiting = waits.count(command.group(), command.topic());
    return waiting < limits.waitsOfTopic()
        ? null
        : "[OVERLOAD]"
            + waiting
            + " pops of group "
            + command.group()
            + " wait for a message of topic "
            + command.topic()
            + ", the limit is "
            + limits.waitsOfTopic()
            + ": raise popPollingSize";
  }

  private long deadline(PopCommand command) {
    return parts.clock().nanos() + TimeUnit.MILLISECONDS.toNanos(command.pollMillis());
  }

  /** Looks for messages when the consumer reads what it is sent. */
  private void again(PopCommand command, long deadline) {
    if (command.reply().takeTurn(() -> work.later(() -> look(command, deadline)))) {
      look(command, deadline);
    }
  }

  /** What is allowed may have changed while the pop waited. */
  private void look(PopCommand command, long deadline) {
    if (!command.reply().wanted()) {
      // What it found would be hidden from everybody for nothing.
      command.reply().reply(ResponseCode.POLLING_TIMEOUT).send();
      return;
    }
    try {
      TopicConfig topic = checks.topic(command);
      new PopRun(work, command, checks.condition(command), sources(command, topic), deadline)
          .step();
    } catch (CommandException e) {
      command.reply().reply(e.code()).remark(e.getMessage()).send();
    }
  }

  /** The queues that a pop looks into, in their order. */
  private List<PopSource> sources(PopCommand command, TopicConfig topic) {
    boolean prioritized = topic.prioritized() && !command.ordered() && byPriority(command);
    List<PopSource> own = new ArrayList<>();
    if (command.queueId() == PopCommand.ANY) {
      for (int id = 0; id < topic.readQueues(); id++) {
        own.add(source(command, command.topic(), id, Receipt.NORMAL));
      }
      if (prioritized) {
        if (parts.settings().current().pops().greatestFirst()) {
          Collections.reverse(own);
        }
      } else {
        // Everybody begins at another queue, so that they do not stand in each other's way.
        Collections.rotate(own, ThreadLocalRandom.current().nextInt(Math.max(1, own.size())));
      }
    } else {
      own.add(source(command, command.topic(), command.queueId(), Receipt.NORMAL));
    }
    if (command.ordered() || TopicNames.isRetry(command.topic())) {
      return own;
    }
    List<PopSource> retries = new ArrayList<>();
    addRetries(command, RetryTopics.of(command.group(), command.topic()), Receipt.RETRY, retries);
    addRetries(
        command, RetryTopics.second(command.group(), command.topic()), Receipt.RETRY_V2, retries);
    // As with RocketMQ: what was tried before does not come before a message of high priority.
    boolean retriesFirst = !prioritized && ThreadLocalRandom.current().nextInt(RETRY_TURN) == 0;
    List<PopSource> sources = new ArrayList<>(retriesFirst ? retries : own);
    sources.addAll(retriesFirst ? own : retries);
    return sources;
  }

  /** A group may have some of its pops look everywhere alike, so that no priority waits forever. */
  private boolean byPriority(PopCommand command) {
    GroupRules rules = parts.groups().rules(command.group());
    return rules == null || ThreadLocalRandom.current().nextInt(100) < rules.priorityFactor();
  }

  private void addRetries(PopCommand command, String name, String flag, List<PopSource> into) {
    TopicConfig retries = parts.topics().find(name);
    for (int id = 0; retries != null && id < retries.readQueues(); id++) {
      into.add(source(command, name, id, flag));
    }
  }

  private static PopSource source(PopCommand command, String topic, int queueId, String flag) {
    return new PopSource(new PopKey(command.group(), topic, queueId), flag);
  }

  /** Tells whether there is a message, now or before the time is up. */
  private void notification(Request request) throws CommandException {
    PopCommand command = PopCommand.notification(request);
    checks.topic(command);
    if (full(command) != null) {
      notified(command, false, true);
    } else {
      tellOrWait(command, deadline(command));
    }
  }

  private void tellOrWait(PopCommand command, long deadline) {
    if (anything(command)) {
      notified(command, true, false);
      return;
    }
    PopWaits.Waiter waiter =
        new PopWaits.Waiter(command, deadline) {
          @Override
          void resume() {
            if (anything(command) || parts.clock().nanos() - deadline >= 0) {
              notified(command, anything(command), false);
            } else {
              tellOrWait(command, deadline);
            }
          }
        };
    boolean waits = command.pollMillis() > 0 && this.waits.hold(waiter);
    if (!waits) {
      notified(command, false, false);
    } else if (anything(command) && this.waits.takeBack(waiter)) {
      notified(command, true, false);
    }
  }

  private static void notified(PopCommand command, boolean message, boolean full) {
    command
        .reply()
        .reply(ResponseCode.SUCCESS)
        .field(HAS_MESSAGE, message)
        .field(POLLING_FULL, full)
        .send();
  }

  private boolean anything(PopCommand command) {
    TopicConfig topic = parts.topics().find(command.topic());
    return topic != null
        && sources(command, topic).stream().anyMatch(source -> work.anything(source, command));
  }

  private void pollingInfo(Request request) throws CommandException {
    request
        .reply(ResponseCode.SUCCESS)
        .field(
            POLLING_COUNT,
            waits.count(request.requiredSymbol(GROUP), request.requiredSymbol(TOPIC)))
        .send();
  }

  /**
   * After {@link #close} and the last request: everything that is under way is in files, as long as
   * the offsets of groups are written after this. Blocks for the disk.
   */
  public void persist() {
    // What is noted is what was so at the time before.
    note();
    note();
  }

  /** Answers the pops that wait; nothing is handed out any more. */
  @Override
  public void close() {
    waits.close();
    tasks.forEach(Scheduler.Task::cancel);
  }
}
