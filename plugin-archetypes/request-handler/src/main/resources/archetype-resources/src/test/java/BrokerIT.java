package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.rocketmq.remoting.netty.NettyClientConfig;
import org.apache.rocketmq.remoting.netty.NettyRemotingClient;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.junit.jupiter.api.Test;
import org.marquetry.testkit.TestBroker;

/** The plugin in a real broker, called by a real client's transport. */
class BrokerIT {

  private static final int TIMEOUT_MILLIS = 10_000;

  @Test
  void theBrokerAnswersTheNewCode() throws Exception {
    RemotingCommand answer;
    try (TestBroker broker =
        TestBroker.start(
            Path.of(System.getProperty("broker")), Path.of(System.getProperty("work")))) {
      broker.deploy(Path.of(System.getProperty("plugin.jar")));
      broker.awaitPlugin("9001");
      NettyRemotingClient client = new NettyRemotingClient(new NettyClientConfig());
      client.start();
      RemotingCommand request = RemotingCommand.createRequestCommand(9001, null);
      request.setBody("hello".getBytes(StandardCharsets.UTF_8));
      answer = client.invokeSync(broker.address(), request, TIMEOUT_MILLIS);
      client.shutdown();
    }
    assertEquals(EchoHandler.SUCCESS, answer.getCode(), answer.getRemark());
    assertEquals("hello", new String(answer.getBody(), StandardCharsets.UTF_8));
  }
}
