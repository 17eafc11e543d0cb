package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.marquetry.allocate.AllocateStrategy;
import org.marquetry.testkit.AllocateStrategyLaws;
import org.marquetry.testkit.TestAllocateContext;

/** Who gets what; the laws that every strategy keeps are inherited. */
class FirstComeStrategyTest extends AllocateStrategyLaws {

  @Override
  protected AllocateStrategy strategy() {
    return new FirstComeStrategy();
  }

  @Test
  void sharesFourQueuesAmongTwo() {
    TestAllocateContext group = TestAllocateContext.of(4, 2);
    assertEquals(2, strategy().allocate(group.as("c00")).size());
    assertEquals(1, strategy().allocate(group.as("c01")).get(0).number());
  }
}
