package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

/** The plugin in a real broker that goes over to it while a real client sends. */
class BrokerIT {

  private static final int MESSAGES = 20;

  @Test
  void theBrokerGoesOnInTheNewBackend() throws Exception {
    Set<String> received = ConcurrentHashMap.newKeySet();
    try (TestBroker broker =
        TestBroker.start(
            Path.of(System.getProperty("broker")), Path.of(System.getProperty("work")))) {
      broker.deploy(Path.of(System.getProperty("plugin.jar")));
      broker.awaitPlugin("plain");
      broker.shell("mq:topic-create Goods");
      DefaultMQProducer producer = new DefaultMQProducer("senders");
      producer.setNamesrvAddr(broker.nameServer());
      producer.start();
      for (int i = 0; i < MESSAGES; i++) {
        if (i == MESSAGES / 2) {
          broker.shell("mq:store-switch plain");
        }
        producer.send(new Message("Goods", ("goods " + i).getBytes(StandardCharsets.UTF_8)));
      }
      assertTrue(broker.shell("mq:store-spans").contains("plain"));
      DefaultMQPushConsumer consumer = new DefaultMQPushConsumer("receivers");
      consumer.setNamesrvAddr(broker.nameServer());
      consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
      consumer.subscribe("Goods", "*");
      consumer.registerMessageListener(
          (MessageListenerConcurrently)
              (messages, context) -> {
                messages.forEach(
                    m -> received.add(new String(m.getBody(), StandardCharsets.UTF_8)));
                return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
              });
      consumer.start();
      TestBroker.await("everything came", () -> received.size() >= MESSAGES);
      producer.shutdown();
      consumer.shutdown();
    }
    assertEquals(MESSAGES, received.size());
  }
}
