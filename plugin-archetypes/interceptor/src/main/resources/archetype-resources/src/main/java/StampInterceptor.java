package ${package};

import org.marquetry.broker.spi.SendContext;
import org.marquetry.broker.spi.SendInterceptor;
import org.marquetry.broker.spi.SendOutcome;
import org.osgi.service.component.annotations.Component;

/** Stamps every message with the address that sent it. */
@Component(service = SendInterceptor.class, property = SendInterceptor.NAME + "=stamp")
public final class StampInterceptor implements SendInterceptor {

  static final String PROPERTY = "sentFrom";

  @Override
  public void beforeSend(SendContext context) {
    context.property(PROPERTY, context.clientAddress());
  }

  @Override
  public void afterSend(SendContext context, SendOutcome outcome) {
    // Stored or refused: this interceptor does not care.
  }
}
