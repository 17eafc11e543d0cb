/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.marquetry.broker.config.BrokerSettings;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.intercept.SendInterception;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestProcessor;
import org.marquetry.remoting.ResponseCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores what producers send: codes 10, 310 and 320. A send whose topic exists and whose queue is
 * ready is done on the I/O thread; one that may have to wait for the disk is copied and handed to
 * an executor. Thread-safe.
 */
public final class SendProcessor implements RequestProcessor {

  private static final Logger LOG = LoggerFactory.getLogger(SendProcessor.class);

  private final LiveSettings settings;
  private final Executor mayBlock;
  private final Destinations destinations;
  private final SendReplies replies;
  private final Acknowledgements acknowledgements;
  private final SingleSends singles;
  private final BatchSends batches;
  private final SendInterception interception;
  private final WaitingSends waiting;
  private final LightNames lightNames;
  private final ThreadLocal<SendScratch> scratch = ThreadLocal.withInitial(SendScratch::new);

  /**
   * @param mayBlock bounded; may refuse
   */
  public SendProcessor(SendParts parts, Executor mayBlock) {
    this.settings = parts.settings();
    this.mayBlock = mayBlock;
    this.destinations = new Destinations(parts.topics());
    BrokerSettings.Sends rules = settings.current().sends();
    this.replies =
        new SendReplies(
            rules.region(), rules.traceOn(), rules.maxBodyBytes(), parts.store(), this::await);
    this.acknowledgements =
        new Acknowledgements(parts.store(), replies, parts.clock(), parts.scheduler());
    this.lightNames = new LightNames(settings, parts.store());
    this.singles = new SingleSends(parts, destinations, replies, acknowledgements);
    this.batches = new BatchSends(parts, lightNames, replies, acknowledgements);
    this.interception = parts.interception();
    this.waiting =
        new WaitingSends(
            settings,
            parts.store(),
            replies,
            held -> tryStore(held.onBlockingThread()),
            parts.clock(),
            parts.scheduler());
  }

  /** Sets the address that message ids tell. To be called before sends come. */
  public void storeHost(InetSocketAddress address) {
    acknowledgements.storeHost(address);
    singles.storeHost(address);
  }

  /** Refuses the sends that wait for the log; no send waits for it any more. */
  public void stopWaiting() {
    waiting.close();
  }

  /** Gives the replies that wait for the disk. To be called when no more sends come. */
  public void close() {
    interception.close();
    waiting.close();
    acknowledgements.close();
  }

  @Override
  public void process(Request request) {
    SendScratch own = scratch.get();
    SendCommand command = own.command;
    try {
      command.read(request);
      if (!interception.idle()) {
        SendCommand held = command.hold();
        interception.take(held.connection, new HeldSend(held, replies, this::storeIntercepted));
      } else if (!store(command, own)) {
        defer(command.hold(), () -> {});
      }
    } catch (CommandException e) {
      replies.refused(command, e.code(), e.getMessage());
    } finally {
      own.clear();
    }
  }

  /** Lets a send wait for the log. */
  private void await(SendCommand command) {
    waiting.add(command.held() ? command : command.hold());
  }

  /** Sends that wait for the log. */
  public int waiting() {
    return waiting.count();
  }

  /** Stores a copy of a send that interceptors have seen, here if it need not block. */
  private void storeIntercepted(SendCommand held, Runnable next) {
    if (tryStore(held)) {
      next.run();
    } else {
      defer(held, next);
    }
  }

  /** Goes on with a copy of a command where blocking does no harm. */
  private void defer(SendCommand held, Runnable next) {
    held.onBlockingThread();
    try {
      mayBlock.execute(
          () -> {
            tryStore(held);
            next.run();
          });
    } catch (RejectedExecutionException e) {
      replies.refused(held, ResponseCode.SYSTEM_BUSY, "[OVERLOAD]system busy: " + e.getMessage());
      next.run();
    }
  }

  /**
   * Stores a copy of a command and replies, or refuses it.
   *
   * @return {@code false} where nothing was done, since it may block and this thread may not
   */
  private boolean tryStore(SendCommand held) {
    SendScratch own = scratch.get();
    try {
      return store(held, own);
    } catch (CommandException e) {
      replies.refused(held, e.code(), e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("A send to {} failed", held.topic, e);
      replies.refused(held, ResponseCode.SYSTEM_ERROR, e.toString());
    } finally {
      own.clear();
    }
    return true;
  }

  /**
   * Stores and replies.
   *
   * @return {@code false} where nothing was done, since it may block and this thread may not
   */
  private boolean store(SendCommand command, SendScratch own) throws CommandException {
    if (waiting.ahead(command)) {
      await(command);
      return true;
    }
    BrokerSettings now = settings.current();
    TopicConfig topic = destinations.resolve(command, now.topics());
    if (topic == null) {
      return false;
    }
    if (!command.body.hasRemaining()) {
      throw new CommandException(ResponseCode.SYSTEM_ERROR, "the message has no body");
    }
    own.scan.scan(command.properties, command.propertiesOffset, command.propertiesLength);
    lightNames.check(topic.name(), own.scan);
    return command.batch
        ? batches.store(command, own, topic, now.sends())
        : singles.store(command, own, topic, now.sends());
  }
}
