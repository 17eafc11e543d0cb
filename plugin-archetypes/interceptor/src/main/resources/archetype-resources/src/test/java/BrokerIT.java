package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.junit.jupiter.api.Test;
import org.marquetry.testkit.TestBroker;

/** The plugin in a real broker, used by a real client. */
class BrokerIT {

  @Test
  void messagesAreStamped() throws Exception {
    Queue<MessageExt> received = new ConcurrentLinkedQueue<>();
    try (TestBroker broker =
        TestBroker.start(
            Path.of(System.getProperty("broker")), Path.of(System.getProperty("work")))) {
      broker.deploy(Path.of(System.getProperty("plugin.jar")));
      broker.awaitPlugin("stamp");
      broker.shell("mq:topic-create Letters");
      DefaultMQProducer producer = new DefaultMQProducer("writers");
      producer.setNamesrvAddr(broker.nameServer());
      producer.start();
      producer.send(new Message("Letters", "dear broker".getBytes(StandardCharsets.UTF_8)));
      producer.shutdown();
      DefaultMQPushConsumer consumer = new DefaultMQPushConsumer("readers");
      consumer.setNamesrvAddr(broker.nameServer());
      consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
      consumer.subscribe("Letters", "*");
      consumer.registerMessageListener(
          (MessageListenerConcurrently)
              (messages, context) -> {
                received.addAll(messages);
                return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
              });
      consumer.start();
      TestBroker.await("the letter came", () -> !received.isEmpty());
      consumer.shutdown();
    }
    String stamp = received.element().getUserProperty(StampInterceptor.PROPERTY);
    assertEquals("127.0.0.1", stamp.substring(0, stamp.indexOf(':')));
  }
}
