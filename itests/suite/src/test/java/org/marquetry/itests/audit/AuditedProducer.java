/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.audit;

import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;

/**
 * A thread that sends one message after the other with a real producer and enters what is
 * acknowledged into a ledger.
 */
public final class AuditedProducer implements AutoCloseable {

  private final DefaultMQProducer producer;
  private final String topic;
  private final Ledger ledger;
  private final Consumer<Message> decorate;
  private final int pauseMillis;
  private final Random random;
  private final Thread thread;
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicReference<String> lastFailure = new AtomicReference<>("none");
  private final AtomicLong slowestNanos = new AtomicLong();
  private final AtomicLong slowestLately = new AtomicLong();
  private final Pauses pauses = new Pauses();
  private volatile boolean stopped;

  /**
   * @param producer started
   * @param pauseMillis between two messages; 0 floods
   * @param decorate sets the properties of each message
   */
  public AuditedProducer(
      DefaultMQProducer producer,
      String topic,
      Ledger ledger,
      int pauseMillis,
      long seed,
      Consumer<Message> decorate) {
    this.producer = producer;
    this.topic = topic;
    this.ledger = ledger;
    this.pauseMillis = pauseMillis;
    this.decorate = decorate;
    this.random = new Random(seed);
    this.thread = new Thread(this::run, "audited-producer");
    thread.start();
  }

  private void run() {
    try {
      while (!stopped) {
        send();
        if (pauseMillis > 0) {
          TimeUnit.MILLISECONDS.sleep(pauseMillis);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send() throws InterruptedException {
    byte[] body = new byte[16 + random.nextInt(1_000)];
    random.nextBytes(body);
    Message message = new Message(topic, body);
    decorate.accept(message);
    long begun = System.nanoTime();
    try {
      SendResult result = producer.send(message);
      pauses.add(System.nanoTime() - begun);
      if (result.getSendStatus() == SendStatus.SEND_OK) {
        ledger.acknowledged(message, result);
      } else {
        failed(result.getSendStatus().toString());
      }
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      // Not acknowledged: nobody may rely on it.
      failed(e.toString());
    } finally {
      long nanos = System.nanoTime() - begun;
      slowestNanos.accumulateAndGet(nanos, Math::max);
      slowestLately.accumulateAndGet(nanos, Math::max);
    }
  }

  private void failed(String reason) {
    failures.incrementAndGet();
    lastFailure.set(reason);
  }

  /** Sends that were not acknowledged, after the client's own retries. */
  public int failures() {
    return failures.get();
  }

  public String lastFailure() {
    return lastFailure.get();
  }

  /** How long the acknowledged sends took. */
  public Pauses pauses() {
    return pauses;
  }

  /**
   * The longest that a send took which ended since this was asked last.
   *
   * @return nanoseconds; 0 where none ended
   */
  public long takeSlowest() {
    return slowestLately.getAndSet(0);
  }

  /** Figures for people. */
  public Map<String, String> figures() {
    return Map.of(
        "not acknowledged", Integer.toString(failures.get()),
        "last failure", lastFailure.get(),
        "slowest send", slowestNanos.get() / 1_000_000 + " ms");
  }

  /** Ends the thread; returns when the message under way has been answered. */
  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
