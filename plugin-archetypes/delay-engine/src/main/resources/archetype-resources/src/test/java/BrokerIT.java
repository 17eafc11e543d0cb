package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.junit.jupiter.api.Test;
import org.marquetry.testkit.TestBroker;

/** The plugin in a real broker, used by real clients. */
class BrokerIT {

  private static final int MESSAGES = 40;

  @Test
  void messagesComeWhenTheyAreDue() throws Exception {
    Map<String, Long> received = new ConcurrentHashMap<>();
    try (TestBroker broker =
        TestBroker.start(
            Path.of(System.getProperty("broker")), Path.of(System.getProperty("work")))) {
      broker.deploy(Path.of(System.getProperty("plugin.jar")));
      broker.awaitPlugin("tree");
      broker.shell("mq:topic-create Later");
      broker.shell("mq:delay-switch timer tree");
      DefaultMQPushConsumer consumer = consumer(broker, received);
      DefaultMQProducer producer = new DefaultMQProducer("senders");
      producer.setNamesrvAddr(broker.nameServer());
      producer.start();
      for (int i = 0; i < MESSAGES; i++) {
        long due = System.currentTimeMillis() + 20L * i;
        Message message =
            new Message("Later", Long.toString(due).getBytes(StandardCharsets.UTF_8));
        message.setKeys("m" + i);
        message.setDeliverTimeMs(due);
        producer.send(message);
      }
      TestBroker.await("all messages came", () -> received.size() >= MESSAGES);
      producer.shutdown();
      consumer.shutdown();
    }
    assertEquals(MESSAGES, received.size());
    received.forEach((key, late) -> assertTrue(late >= 0, key + " came " + -late + " ms early"));
  }

  private static DefaultMQPushConsumer consumer(TestBroker broker, Map<String, Long> received)
      throws Exception {
    DefaultMQPushConsumer consumer = new DefaultMQPushConsumer("receivers");
    consumer.setNamesrvAddr(broker.nameServer());
    consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
    consumer.subscribe("Later", "*");
    consumer.registerMessageListener(
        (MessageListenerConcurrently)
            (messages, context) -> {
              long now = System.currentTimeMillis();
              messages.forEach(
                  m ->
                      received.put(
                          m.getKeys(),
                          now - Long.parseLong(new String(m.getBody(), StandardCharsets.UTF_8))));
              return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
            });
    consumer.start();
    return consumer;
  }
}
