/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.benchmarks.endtoend;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendCallback;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;

/**
 * The load JVM. Prints {@code BEGIN} when the warm-up is over and {@code END <messages> <nanos>
 * <failures>} when the measured time is, so that the runner can read the server's CPU time at both.
 */
public final class Load {
  static final String TOPIC = "benchmark";
  private static final int BODY_BYTES = 1024;
  private static final int SYNC_SENDERS = 16;
  private static final int IN_FLIGHT = 256;
  private static final int BATCH = 32;
  private static final int BATCH_SENDERS = 4;

  private final String nameServer;
  private final int warmUpSeconds;
  private final int seconds;
  private final LongAdder done = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final AtomicBoolean over = new AtomicBoolean();

  private Load(String nameServer, int warmUpSeconds, int seconds) {
    this.nameServer = nameServer;
    this.warmUpSeconds = warmUpSeconds;
    this.seconds = seconds;
  }

  /**
   * @param args workload, name server, seconds of warm-up, seconds of measurement, messages stored
   *     so far
   */
  public static void main(String[] args) throws Exception {
    Load load = new Load(args[1], Integer.parseInt(args[2]), Integer.parseInt(args[3]));
    switch (Workload.named(args[0])) {
      case SYNC -> load.produce(SYNC_SENDERS, load::sendSynchronously);
      case ASYNC -> load.produce(1, load::sendAsynchronously);
      case BATCH -> load.produce(BATCH_SENDERS, load::sendBatches);
      case CONSUME -> load.consume(Long.parseLong(args[4]));
    }
    System.exit(0);
  }

  private interface Sender {
    void run(DefaultMQProducer producer) throws Exception;
  }

  private void produce(int senders, Sender sender) throws Exception {
    DefaultMQProducer producer = new DefaultMQProducer("benchmark-producers");
    producer.setNamesrvAddr(nameServer);
    producer.setSendMsgTimeout(10_000);
    producer.start();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < senders; i++) {
      Thread thread =
          new Thread(
              () -> {
                while (!over.get()) {
                  try {
                    sender.run(producer);
                  } catch (Exception e) {
                    failed.increment();
                  }
                }
              },
              "sender-" + i);
      thread.start();
      threads.add(thread);
    }
    TimeUnit.SECONDS.sleep(warmUpSeconds);
    long before = done.sum();
    long begin = begin();
    TimeUnit.SECONDS.sleep(seconds);
    end(done.sum() - before, System.nanoTime() - begin);
    over.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    producer.shutdown();
    System.out.println("TOTAL " + done.sum());
  }

  private void sendSynchronously(DefaultMQProducer producer) throws Exception {
    producer.send(message());
    done.increment();
  }

  private void sendBatches(DefaultMQProducer producer) throws Exception {
    List<Message> batch = new ArrayList<>(BATCH);
    for (int i = 0; i < BATCH; i++) {
      batch.add(message());
    }
    producer.send(batch);
    done.add(BATCH);
  }

  private void sendAsynchronously(DefaultMQProducer producer) throws Exception {
    Semaphore slots = new Semaphore(IN_FLIGHT);
    SendCallback callback =
        new SendCallback() {
          @Override
          public void onSuccess(SendResult result) {
            done.increment();
            slots.release();
          }

          @Override
          public void onException(Throwable cause) {
            failed.increment();
            slots.release();
          }
        };
    while (!over.get()) {
      slots.acquire();
      producer.send(message(), callback);
    }
    slots.acquire(IN_FLIGHT);
  }

  private static Message message() {
    byte[] body = new byte[BODY_BYTES];
    body[0] = 1;
    return new Message(TOPIC, "tag", body);
  }

  /** Measures from 10 % to 90 % of the backlog, or for the given seconds if that is shorter. */
  private void consume(long backlog) throws Exception {
    long first = Math.max(1, backlog / 10);
    long last = Math.max(first + 1, backlog - backlog / 10);
    AtomicLong count = new AtomicLong();
    CountDownLatch warm = new CountDownLatch(1);
    CountDownLatch finished = new CountDownLatch(1);
    DefaultMQPushConsumer consumer = new DefaultMQPushConsumer("benchmark-consumers");
    consumer.setNamesrvAddr(nameServer);
    consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
    consumer.setPullBatchSize(32);
    consumer.setConsumeMessageBatchMaxSize(32);
    consumer.subscribe(TOPIC, "*");
    consumer.registerMessageListener(
        (MessageListenerConcurrently)
            (batch, context) -> {
              long now = count.addAndGet(batch.size());
              if (now >= first) {
                warm.countDown();
              }
              if (now >= last) {
                finished.countDown();
              }
              return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
            });
    consumer.start();
    warm.await();
    long before = count.get();
    long begin = begin();
    boolean all = finished.await(seconds, TimeUnit.SECONDS);
    end(count.get() - before, System.nanoTime() - begin);
    if (!all) {
      System.out.println("(stopped after " + seconds + " s of a longer backlog)");
    }
    consumer.shutdown();
  }

  private static long begin() {
    System.out.println("BEGIN");
    return System.nanoTime();
  }

  private void end(long messages, long nanos) {
    System.out.println("END " + messages + " " + nanos + " " + failed.sum());
  }
}
