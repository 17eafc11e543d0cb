/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.LocalTransactionState;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.TransactionListener;
import org.apache.rocketmq.client.producer.TransactionMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;

/**
 * Messages that are committed or rolled back, at once or when the broker asks; whether the end
 * arrives or not, what was to be rolled back comes to nobody, and the rest comes.
 */
final class Transactions implements Workload {

  private static final String TOPIC = "SoakTransacted";
  private static final String PRODUCERS = "SoakTransactors";
  private static final int QUEUES = 2;
  private static final int TRANSACTORS = 2;
  private static final String PLAN = "plan";

  private final Stage stage;
  private final Random random;
  private final ConsumerGroup group;
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private final Tally tally = new Tally("committed", "rolled back", "asked for");
  private final Transactors transactors = new Transactors();

  /** What becomes of a transaction. */
  private enum Plan {
    COMMIT,
    COMMIT_WHEN_ASKED,
    COMMIT_WHEN_ASKED_TWICE,
    ROLL_BACK,
    ROLL_BACK_WHEN_ASKED;

    boolean commits() {
      return this != ROLL_BACK && this != ROLL_BACK_WHEN_ASKED;
    }

    static Plan of(Message message) {
      return valueOf(message.getUserProperty(PLAN));
    }
  }

  Transactions(Stage stage, Random random) {
    this.stage = stage;
    this.random = random;
    this.group =
        ConsumerGroup.ofAll(stage, "SoakTransactedReaders", TOPIC, 2, Deliveries.Places.ONE);
  }

  @Override
  public String name() {
    return "transaction";
  }

  @Override
  public void open() throws Exception {
    stage.createTopic(TOPIC, QUEUES);
    for (int i = 0; i < TRANSACTORS; i++) {
      transactors.all.add(transactors.another());
    }
    group.join();
    group.join();
  }

  /** Decides as planned, whoever is asked. */
  private final class Decider implements TransactionListener {

    @Override
    public LocalTransactionState executeLocalTransaction(Message message, Object argument) {
      return switch (Plan.of(message)) {
        case COMMIT -> LocalTransactionState.COMMIT_MESSAGE;
        case ROLL_BACK -> LocalTransactionState.ROLLBACK_MESSAGE;
        default -> LocalTransactionState.UNKNOW;
      };
    }

    @Override
    public LocalTransactionState checkLocalTransaction(MessageExt message) {
      tally.count("asked for");
      Parcel parcel = stage.journal().find(message.getKeys());
      if (parcel == null || parcel.bodyHash() != Journal.hash(message.getBody())) {
        stage.journal().fault("asked for what was not sent: " + message);
        return LocalTransactionState.ROLLBACK_MESSAGE;
      }
      parcel.note("asked for");
      Plan plan = Plan.of(message);
      if (plan == Plan.COMMIT_WHEN_ASKED_TWICE && asked.add(parcel.id())) {
        return LocalTransactionState.UNKNOW;
      }
      return plan.commits()
          ? LocalTransactionState.COMMIT_MESSAGE
          : LocalTransactionState.ROLLBACK_MESSAGE;
    }
  }

  @Override
  public void step() throws InterruptedException {
    Plan plan = plan();
    Message message = new Message(TOPIC, Bodies.any(random));
    message.putUserProperty(PLAN, plan.name());
    Parcel parcel = stage.journal().enter(name(), message);
    if (!plan.commits()) {
      parcel.fate(Parcel.Fate.NEVER, plan.name());
    }
    TransactionMQProducer producer = transactors.all.get(random.nextInt(TRANSACTORS));
    SendResult result =
        stage.send(parcel, message, each -> producer.sendMessageInTransaction(each, null));
    if (result != null) {
      parcel.acknowledged(Stage.place(result));
      tally.count(plan.commits() ? "committed" : "rolled back");
      if (plan.commits()) {
        parcel.fate(Parcel.Fate.OWED, plan.name());
      }
    }
  }

  private Plan plan() {
    int dice = random.nextInt(20);
    if (dice < 3) {
      return Plan.values()[1 + random.nextInt(Plan.values().length - 1)];
    }
    return dice < 8 ? Plan.ROLL_BACK : Plan.COMMIT;
  }

  @Override
  public List<Group> groups() {
    return List.of(group, transactors);
  }

  /** The producers: one that is new is asked what one decided that is gone. */
  private final class Transactors implements Group {

    private final List<TransactionMQProducer> all = new CopyOnWriteArrayList<>();

    TransactionMQProducer another() throws MQClientException {
      return stage.clients().transactionProducer(PRODUCERS, new Decider());
    }

    @Override
    public String name() {
      return PRODUCERS;
    }

    @Override
    public void change(Random chance) throws Exception {
      tally.count("deciders gone");
      all.set(chance.nextInt(TRANSACTORS), another()).shutdown();
    }

    @Override
    public Settling settling() {
      return () -> "";
    }

    @Override
    public List<Deliveries> deliveries() {
      return List.of();
    }
  }

  @Override
  public Tally tally() {
    return tally;
  }
}
