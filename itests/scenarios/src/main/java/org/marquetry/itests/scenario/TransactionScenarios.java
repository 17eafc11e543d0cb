/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.LocalTransactionState;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.client.producer.TransactionListener;
import org.apache.rocketmq.client.producer.TransactionMQProducer;
import org.apache.rocketmq.client.producer.TransactionSendResult;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.marquetry.itests.stage.Play;
import org.marquetry.itests.stage.Target;

/** Messages that are delivered only if their producer's transaction succeeds. */
public final class TransactionScenarios extends Scenario {

  public TransactionScenarios(Target target, String name) {
    super(target, name);
  }

  /** Decides at once as it is told, and says commit when it is asked. */
  private static final class Decider implements TransactionListener {

    final ConcurrentLinkedQueue<MessageExt> questions = new ConcurrentLinkedQueue<>();

    @Override
    public LocalTransactionState executeLocalTransaction(Message message, Object decision) {
      return (LocalTransactionState) decision;
    }

    @Override
    public LocalTransactionState checkLocalTransaction(MessageExt message) {
      questions.add(message);
      return LocalTransactionState.COMMIT_MESSAGE;
    }
  }

  private TransactionMQProducer transactional(String group, Decider decider)
      throws MQClientException {
    TransactionMQProducer producer = new TransactionMQProducer(group);
    configure(producer);
    producer.setTransactionListener(decider);
    producer.start();
    return producer;
  }

  @Play
  public void onlyCommittedMessagesAreDelivered() throws Exception {
    String topic = topic(2);
    Received received = new Received();
    collect(named("group"), topic, "*", received);
    TransactionMQProducer producer = transactional(named("producers"), new Decider());
    atEnd(producer::shutdown);

    for (int i = 0; i < 10; i++) {
      LocalTransactionState decision =
          i % 2 == 0
              ? LocalTransactionState.COMMIT_MESSAGE
              : LocalTransactionState.ROLLBACK_MESSAGE;
      TransactionSendResult result =
          producer.sendMessageInTransaction(message(topic, "T", "t" + i), decision);
      assertThat(result.getSendStatus()).isEqualTo(SendStatus.SEND_OK);
      assertThat(result.getTransactionId()).isEqualTo(result.getMsgId());
    }
    sendAll(producer, topic, "T", bodies("last", 2));

    await().until(() -> received.distinct().contains("last1") && received.texts().size() >= 7);
    assertThat(received.texts())
        .containsExactlyInAnyOrder("t0", "t2", "t4", "t6", "t8", "last0", "last1");
    MessageExt committed =
        received.messages().stream().filter(m -> text(m).equals("t0")).findFirst().orElseThrow();
    assertThat(committed.getTopic()).isEqualTo(topic);
    assertThat(committed.getTags()).isEqualTo("T");
    assertThat(committed.getTransactionId()).isEqualTo(committed.getMsgId());
    assertThat(committed.getProperty("REAL_TOPIC")).isNull();
  }

  @Play
  public void aProducerThatIsNewSinceIsAskedForTheOneThatIsGone() throws Exception {
    String topic = topic(1);
    String group = named("producers");
    Received received = new Received();
    collect(named("group"), topic, "*", received);
    Decider gone = new Decider();
    TransactionMQProducer first = transactional(group, gone);
    first.sendMessageInTransaction(message(topic, "T", "undecided"), LocalTransactionState.UNKNOW);
    first.shutdown();

    Decider later = new Decider();
    TransactionMQProducer second = transactional(group, later);
    atEnd(second::shutdown);
    // A producer makes itself known to the brokers of the topics it has sent to.
    sendAll(second, topic, "T", bodies("hello", 1));

    await().until(() -> received.distinct().contains("undecided"));
    assertThat(received.texts()).containsExactlyInAnyOrder("hello0", "undecided");
    MessageExt question = later.questions.peek();
    assertThat(question).isNotNull();
    assertThat(question.getTopic()).isEqualTo(topic);
    assertThat(text(question)).isEqualTo("undecided");
    assertThat(question.getProperty("TRANSACTION_CHECK_TIMES")).isNotNull();
  }
}
