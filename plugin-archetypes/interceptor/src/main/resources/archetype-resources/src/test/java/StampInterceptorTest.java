package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.marquetry.broker.spi.SendInterceptor;
import org.marquetry.testkit.SendInterceptorLaws;
import org.marquetry.testkit.TestMessage;
import org.marquetry.testkit.TestSend;

/** What the interceptor adds; the laws that every interceptor keeps are inherited. */
class StampInterceptorTest extends SendInterceptorLaws {

  @Override
  protected SendInterceptor interceptor() {
    return new StampInterceptor();
  }

  @Test
  void stamps() throws Exception {
    TestSend send = new TestSend(TestMessage.of("T"), Map.of()).through(interceptor());
    assertEquals(send.clientAddress(), send.properties().get(StampInterceptor.PROPERTY));
  }
}
