package ${package};

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.marquetry.broker.spi.RequestHandler;
import org.marquetry.testkit.RequestHandlerLaws;
import org.marquetry.testkit.TestRequest;

/** What the handler answers; the laws that every handler keeps are inherited. */
class EchoHandlerTest extends RequestHandlerLaws {

  @Override
  protected RequestHandler handler() {
    return new EchoHandler();
  }

  @Override
  protected List<TestRequest> requests() {
    return List.of(new TestRequest(9001, Map.of("key", "value"), new byte[] {1, 2, 3}));
  }

  @Test
  void echoes() throws Exception {
    TestRequest request = requests().get(0);
    handler().handle(request);
    assertEquals(EchoHandler.SUCCESS, request.reply().code());
    assertEquals(Map.of("key", "value"), request.reply().fields());
    assertArrayEquals(new byte[] {1, 2, 3}, request.reply().body());
  }
}
