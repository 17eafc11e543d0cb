package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
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
  void twoConsumersShareTheQueues() throws Exception {
    Set<String> received = ConcurrentHashMap.newKeySet();
    try (TestBroker broker =
        TestBroker.start(
            Path.of(System.getProperty("broker")), Path.of(System.getProperty("work")))) {
      broker.deploy(Path.of(System.getProperty("plugin.jar")));
      broker.awaitPlugin("FIRST_COME");
      broker.shell("mq:topic-create Work");
      DefaultMQPushConsumer one = consumer(broker, "one", received);
      DefaultMQPushConsumer two = consumer(broker, "two", received);
      broker.shell("mq:allocate-set workers FIRST_COME");
      DefaultMQProducer producer = new DefaultMQProducer("givers");
      producer.setNamesrvAddr(broker.nameServer());
      producer.start();
      for (int i = 0; i < MESSAGES; i++) {
        producer.send(new Message("Work", ("work " + i).getBytes(StandardCharsets.UTF_8)));
      }
      TestBroker.await("all work came", () -> received.size() >= MESSAGES);
      producer.shutdown();
      one.shutdown();
      two.shutdown();
    }
    assertEquals(MESSAGES, received.size());
  }

  private static DefaultMQPushConsumer consumer(
      TestBroker broker, String instance, Set<String> received) throws Exception {
    DefaultMQPushConsumer consumer = new DefaultMQPushConsumer("workers");
    consumer.setNamesrvAddr(broker.nameServer());
    consumer.setInstanceName(instance);
    consumer.setClientRebalance(false); // asks the broker for its queues
    consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
    consumer.subscribe("Work", "*");
    consumer.registerMessageListener(
        (MessageListenerConcurrently)
            (messages, context) -> {
              messages.forEach(m -> received.add(new String(m.getBody(), StandardCharsets.UTF_8)));
              return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
            });
    consumer.start();
    return consumer;
  }
}
