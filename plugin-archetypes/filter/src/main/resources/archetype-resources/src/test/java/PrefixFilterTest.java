package ${package};

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.marquetry.filter.FilterContext;
import org.marquetry.filter.FilterProvider;
import org.marquetry.filter.MessageFilter;
import org.marquetry.testkit.FilterLaws;
import org.marquetry.testkit.TestMessage;

/** What the filter selects; the laws that every filter keeps are inherited. */
class PrefixFilterTest extends FilterLaws {

  @Override
  protected FilterProvider provider() {
    return new PrefixFilter();
  }

  @Override
  protected List<String> expressions() {
    return List.of("color=re", "color=", "size = 4");
  }

  @Override
  protected List<String> illegalExpressions() {
    return List.of("", "color", "=re");
  }

  @Override
  protected List<String> properties() {
    return List.of("color", "size");
  }

  @Test
  void selectsByTheBeginning() throws Exception {
    MessageFilter filter = provider().compile(expression("color=re"));
    assertTrue(filter.matches(TestMessage.of("T").with("color", "red")));
    assertFalse(filter.matches(TestMessage.of("T").with("color", "green")));
    assertFalse(filter.matches(TestMessage.of("T")));
  }

  private static FilterContext expression(String text) {
    return new FilterContext() {
      @Override
      public String expression() {
        return text;
      }

      @Override
      public String group() {
        return "group";
      }

      @Override
      public String topic() {
        return "topic";
      }
    };
  }
}
