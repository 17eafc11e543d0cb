/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.marquetry.broker.config.BrokerSettings;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.stats.BrokerStats;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.message.PropertyNames;
import org.marquetry.message.RecordLayout;
import org.marquetry.message.SysFlag;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestProcessor;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.store.kernel.AppendStatus;
import org.marquetry.store.kernel.Appended;
import org.marquetry.store.kernel.LogicalQueue;
import org.marquetry.store.kernel.MessageDraft;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.system.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores what producers send: codes 10, 310 and 320. A send whose topic exists and whose queue is
 * ready is done on the I/O thread; one that may have to wait for the disk is copied and handed to
 * an executor. Thread-safe.
 */
public final class SendProcessor implements RequestProcessor {

  private static final Logger LOG = LoggerFactory.getLogger(SendProcessor.class);
  private static final String MULTI_TAG = "MULTI_TAG";

  private final LiveSettings settings;
  private final Destinations destinations;
  private final RetryRules retries;
  private final MessageStore store;
  private final MessageWriter writer;
  private final Parking parking;
  private final BrokerStats stats;
  private final Executor mayBlock;
  private final BrokerProperties properties;
  private final SendReplies replies;
  private final DurableReplies durableReplies;
  private final Clock clock;
  private volatile UniqueKeys uniqueKeys;
  private volatile OffsetIds offsetIds;
  private final ThreadLocal<SendScratch> scratch = ThreadLocal.withInitial(SendScratch::new);

  /**
   * @param mayBlock bounded; may refuse
   */
  public SendProcessor(SendParts parts, Executor mayBlock) {
    this.settings = parts.settings();
    this.destinations = new Destinations(parts.topics());
    this.retries = new RetryRules(parts.groups());
    this.store = parts.store();
    this.parking = parts.parking();
    this.writer = new MessageWriter(store, parking);
    this.stats = parts.stats();
    this.mayBlock = mayBlock;
    BrokerSettings atStart = settings.current();
    BrokerSettings.Sends sends = atStart.sends();
    this.properties =
        new BrokerProperties(sends.region(), sends.traceOn(), atStart.identity().cluster());
    this.clock = parts.clock();
    this.replies = new SendReplies(sends.region(), sends.traceOn(), sends.maxBodyBytes(), store);
    this.durableReplies = new DurableReplies(store, replies, parts.clock(), parts.scheduler());
  }

  /** Sets the address that message ids tell. To be called before sends come. */
  public void storeHost(InetSocketAddress address) {
    uniqueKeys = new UniqueKeys(address, clock);
    offsetIds = new OffsetIds(address);
  }

  /** Gives the replies that wait for the disk. To be called when no more sends come. */
  public void close() {
    durableReplies.close();
  }

  @Override
  public void process(Request request) {
    SendScratch own = scratch.get();
    SendCommand command = own.command;
    try {
      command.read(request);
      store(command, own);
    } catch (CommandException e) {
      replies.refused(command, e.code(), e.getMessage());
    } finally {
      own.clear();
    }
  }

  /** Goes on with a copy of the command where blocking does no harm. */
  private void defer(SendCommand command) {
    SendCommand held = command.hold();
    try {
      mayBlock.execute(() -> processHeld(held));
    } catch (RejectedExecutionException e) {
      replies.refused(
          held,
          ResponseCode.SYSTEM_BUSY,
          "[OVERLOAD]system busy: too many sends wait for the disk (sendThreadPoolQueueCapacity="
              + settings.current().sends().queueCapacity()
              + ")");
    }
  }

  private void processHeld(SendCommand held) {
    SendScratch own = scratch.get();
    try {
      store(held, own);
    } catch (CommandException e) {
      replies.refused(held, e.code(), e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("a send to {} failed", held.topic, e);
      replies.refused(held, ResponseCode.SYSTEM_ERROR, e.toString());
    } finally {
      own.clear();
    }
  }

  private void store(SendCommand command, SendScratch own) throws CommandException {
    BrokerSettings now = settings.current();
    TopicConfig topic = destinations.resolve(command, now.topics());
    if (topic == null) {
      defer(command);
      return;
    }
    if (!command.body.hasRemaining()) {
      throw new CommandException(ResponseCode.SYSTEM_ERROR, "the message has no body");
    }
    own.scan.scan(command.properties, command.propertiesOffset, command.propertiesLength);
    if (command.batch) {
      storeBatch(command, own, topic, now.sends());
    } else {
      storeSingle(command, own, topic, now.sends());
    }
  }

  private void storeSingle(
      SendCommand command, SendScratch own, TopicConfig topic, BrokerSettings.Sends rules)
      throws CommandException {
    PropertyScan scan = own.scan;
    int level = delayLevel(scan);
    refuseTransaction(command, scan, level);
    if (level <= 0 && scan.has(PropertyScan.TIMER)) {
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR,
          "accurate timer message is not enabled: use a delay level (DELAY) instead of TIMER_*");
    }
    TopicConfig target = topic;
    boolean givenUp = false;
    if (TopicNames.isRetry(command.topic)) {
      if (!command.held()) {
        defer(command);
        return;
      }
      givenUp = retries.givenUp(command);
      if (givenUp) {
        target = destinations.deadLetters(TopicNames.groupOf(command.topic));
        level = 0;
      }
    }
    int queueId = givenUp ? 0 : queueId(command, target);
    String uniqueKey = scan.uniqueKey();
    byte[] more = properties.always();
    if (uniqueKey == null) {
      uniqueKey = uniqueKeys.next();
      more = properties.with(uniqueKey);
    }
    if (givenUp) {
      more = BrokerProperties.withoutDelay(more);
    }
    MessageDraft draft = own.draft.clear();
    fill(draft, command, target, own, level > 0);
    LogicalQueue queue;
    if (level > 0) {
      queue = parking.queue(level);
      parking.address(draft, level, target.name(), queueId, more);
    } else {
      queue = store.openQueue(target.name(), queueId);
      draft.moreProperties(more).tagsCode(scan.tagsCode());
    }
    if (!command.held() && !queue.ready()) {
      defer(command);
      return;
    }
    AppendStatus status = append(command, queue, draft, own.appended);
    if (status == AppendStatus.OK) {
      stats.put(target.name(), 1, own.appended.endPosition() - own.appended.position());
      if (givenUp) {
        stats.deadLetter(TopicNames.groupOf(command.topic), command.topic);
      }
      reply(command, own, queueId, uniqueKey, rules, scan.waits());
    } else if (status != null) {
      replies.notStored(command, status);
    }
  }

  private void storeBatch(
      SendCommand command, SendScratch own, TopicConfig topic, BrokerSettings.Sends rules)
      throws CommandException {
    checkBatch(command, own.scan, rules);
    boolean waits = own.scan.waits();
    int queueId = queueId(command, topic);
    LogicalQueue queue = store.openQueue(topic.name(), queueId);
    if (!command.held() && !queue.ready()) {
      defer(command);
      return;
    }
    try {
      List<MessageDraft> drafts =
          own.batch.read(
              command, sysFlag(command, topic), command.peer().getAddress().getAddress(), own.scan);
      AppendStatus status;
      try {
        if (command.held() && !queue.ready()) {
          store.prepare(queue);
        }
        status = store.appendBatch(queue, drafts, own.appended);
      } catch (IOException e) {
        replies.unavailable(command, e.getMessage());
        return;
      }
      if (status != AppendStatus.OK) {
        replies.notStored(command, status);
        return;
      }
      stats.put(topic.name(), drafts.size(), own.appended.endPosition() - own.appended.position());
      replyToBatch(command, own.appended, drafts.size(), queueId, rules, waits);
    } finally {
      own.batch.clear();
    }
  }

  private static void checkBatch(SendCommand command, PropertyScan scan, BrokerSettings.Sends rules)
      throws CommandException {
    String problem = null;
    if (command.topic.length() > RecordLayout.MAX_TOPIC_V1) {
      problem = "message topic length over limit " + RecordLayout.MAX_TOPIC_V1;
    } else if (TopicNames.isRetry(command.topic)) {
      problem = "batch request does not support retry group " + command.topic;
    } else if (delayLevel(scan) > 0 || scan.has(PropertyScan.TIMER)) {
      problem = "a batch cannot be delayed";
    } else if ((command.sysFlag & SysFlag.TRANSACTION_MASK) != 0 || scan.transaction()) {
      problem = "a batch cannot be transactional";
    } else if (command.body.remaining() > rules.maxBodyBytes()) {
      problem =
          "the message is illegal: the batch is "
              + command.body.remaining()
              + " bytes long, the limit is "
              + rules.maxBodyBytes()
              + " (maxMessageSize)";
    }
    if (problem != null) {
      throw new CommandException(ResponseCode.MESSAGE_ILLEGAL, problem);
    }
  }

  private static int delayLevel(PropertyScan scan) throws CommandException {
    if (!scan.has(PropertyScan.DELAY)) {
      return 0;
    }
    String text = scan.delay();
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR,
          "property " + PropertyNames.DELAY_LEVEL + " is no delay level: " + text);
    }
  }

  private void refuseTransaction(SendCommand command, PropertyScan scan, int level)
      throws CommandException {
    boolean retried = command.reconsumeTimes > 0 && level > 0;
    if ((command.sysFlag & SysFlag.TRANSACTION_MASK) != 0 || (scan.transaction() && !retried)) {
      throw new CommandException(
          ResponseCode.NO_PERMISSION,
          settings.current().sends().rejectTransactions()
              ? "the broker refuses transactional messages (rejectTransactionMessage=true)"
              : "this version of the broker does not take transactional messages");
    }
  }

  private static int queueId(SendCommand command, TopicConfig topic) {
    return command.queueId >= 0
        ? command.queueId
        : ThreadLocalRandom.current().nextInt(topic.writeQueues());
  }

  private static int sysFlag(SendCommand command, TopicConfig topic) {
    return topic.filterType().equals(MULTI_TAG)
        ? command.sysFlag | SysFlag.MULTI_TAGS
        : command.sysFlag;
  }

  private void fill(
      MessageDraft draft, SendCommand command, TopicConfig topic, SendScratch own, boolean parked) {
    int dropped =
        PropertyScan.BROKER | (parked ? PropertyScan.TIMER | PropertyScan.DESTINATION : 0);
    if (own.scan.has(dropped)) {
      byte[] kept = own.buffer(command.propertiesLength);
      int length =
          PropertyScan.copyWithout(
              dropped,
              command.properties,
              command.propertiesOffset,
              command.propertiesLength,
              kept);
      draft.properties(kept, 0, length);
    } else {
      draft.properties(command.properties, command.propertiesOffset, command.propertiesLength);
    }
    draft
        .flag(command.flag)
        .sysFlag(sysFlag(command, topic))
        .bornTimestamp(command.bornTimestamp)
        .bornHost(command.peer().getAddress().getAddress(), command.peer().getPort())
        .reconsumeTimes(command.reconsumeTimes)
        .body(command.body);
  }

  /** {@code null} where the queue could not be made ready and that has been replied. */
  private AppendStatus append(
      SendCommand command, LogicalQueue queue, MessageDraft draft, Appended appended) {
    try {
      return command.held()
          ? writer.write(queue, draft, appended)
          : store.append(queue, draft, appended);
    } catch (IOException e) {
      replies.unavailable(command, e.getMessage());
      return null;
    }
  }

  private void reply(
      SendCommand command,
      SendScratch own,
      int queueId,
      String uniqueKey,
      BrokerSettings.Sends rules,
      boolean waits) {
    if (command.oneWay) {
      command.reply(ResponseCode.SUCCESS).send();
      return;
    }
    Appended at = own.appended;
    String id = offsetIds.of(at.position());
    reply(command, at, id, queueId, uniqueKey, rules, waits);
  }

  private void replyToBatch(
      SendCommand command,
      Appended at,
      int messages,
      int queueId,
      BrokerSettings.Sends rules,
      boolean waits) {
    if (command.oneWay) {
      command.reply(ResponseCode.SUCCESS).send();
      return;
    }
    StringBuilder ids = new StringBuilder(messages * 33);
    for (int i = 0; i < messages; i++) {
      if (i > 0) {
        ids.append(',');
      }
      ids.append(offsetIds.of(at.position(i)));
    }
    reply(command, at, ids.toString(), queueId, null, rules, waits);
  }

  private void reply(
      SendCommand command,
      Appended at,
      String messageId,
      int queueId,
      String uniqueKey,
      BrokerSettings.Sends rules,
      boolean waits) {
    if (rules.syncFlush() && waits) {
      durableReplies.reply(
          command.pending(),
          at.endPosition(),
          messageId,
          queueId,
          at.queueOffset(),
          uniqueKey,
          rules.syncFlushTimeoutMillis());
    } else {
      replies.stored(
          command.reply(ResponseCode.SUCCESS), messageId, queueId, at.queueOffset(), uniqueKey);
    }
  }
}
