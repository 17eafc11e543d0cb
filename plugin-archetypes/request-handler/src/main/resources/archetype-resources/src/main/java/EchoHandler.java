package ${package};

import org.marquetry.broker.spi.HandlerContext;
import org.marquetry.broker.spi.RequestHandler;
import org.osgi.service.component.annotations.Component;

/** Answers request code 9001 with what was sent. */
@Component(service = RequestHandler.class, property = RequestHandler.CODE + "=9001")
public final class EchoHandler implements RequestHandler {

  static final int SUCCESS = 0;

  @Override
  public void handle(HandlerContext context) {
    context.reply(SUCCESS, "hello " + context.clientAddress(), context.fields(), context.body());
  }
}
