package ${package};

import java.nio.charset.StandardCharsets;
import org.marquetry.filter.FilterContext;
import org.marquetry.filter.FilterExpressionException;
import org.marquetry.filter.FilterProvider;
import org.marquetry.filter.MessageFilter;
import org.marquetry.message.PropertyText;
import org.osgi.service.component.annotations.Component;

/** Selects messages by how a property begins: {@code color=re} matches {@code color} = {@code red}. */
@Component(service = FilterProvider.class, property = FilterProvider.TYPE + "=PREFIX")
public final class PrefixFilter implements FilterProvider {

  @Override
  public MessageFilter compile(FilterContext context) throws FilterExpressionException {
    String expression = context.expression();
    int equals = expression.indexOf('=');
    if (equals <= 0) {
      throw new FilterExpressionException(0, "write property=prefix, for example color=re");
    }
    byte[] name = PropertyText.name(expression.substring(0, equals).trim());
    byte[] prefix = expression.substring(equals + 1).trim().getBytes(StandardCharsets.UTF_8);
    // One filter is never called by two threads at once: it may reuse this.
    PropertyText value = new PropertyText();
    return message -> message.property(name, value) && beginsWith(value, prefix);
  }

  private static boolean beginsWith(PropertyText value, byte[] prefix) {
    if (value.length() < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (value.bytes()[i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }
}
