#set( $hash = '#' )
package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.MessageSelector;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.junit.jupiter.api.Test;
import org.marquetry.testkit.TestBroker;

/** The plugin in a real broker, used by a real client. */
class BrokerIT {

  @Test
  void aConsumerGetsWhatTheFilterSelects() throws Exception {
    Queue<String> received = new ConcurrentLinkedQueue<>();
    try (TestBroker broker =
        TestBroker.start(
            Path.of(System.getProperty("broker")), Path.of(System.getProperty("work")))) {
      broker.deploy(Path.of(System.getProperty("plugin.jar")));
      broker.awaitPlugin("PREFIX");
      broker.shell("mq:topic-create Colors");

      DefaultMQPushConsumer consumer = new DefaultMQPushConsumer("reds");
      consumer.setNamesrvAddr(broker.nameServer());
      consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
      consumer.subscribe("Colors", MessageSelector.bySql("${hash}!PREFIX color=re"));
      consumer.registerMessageListener(
          (MessageListenerConcurrently)
              (messages, context) -> {
                messages.forEach(
                    m -> received.add(new String(m.getBody(), StandardCharsets.UTF_8)));
                return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
              });
      consumer.start();
      DefaultMQProducer producer = new DefaultMQProducer("painters");
      producer.setNamesrvAddr(broker.nameServer());
      producer.start();
      for (String color : List.of("green", "red", "blue", "reddish")) {
        Message message = new Message("Colors", color.getBytes(StandardCharsets.UTF_8));
        message.putUserProperty("color", color);
        producer.send(message);
      }
      TestBroker.await("both reds came", () -> received.size() >= 2);
      producer.shutdown();
      consumer.shutdown();
    }
    assertEquals(List.of("red", "reddish"), received.stream().sorted().toList());
  }
}
