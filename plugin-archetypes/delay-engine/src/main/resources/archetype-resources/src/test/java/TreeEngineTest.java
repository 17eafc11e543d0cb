package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.marquetry.delay.DelayEngine;
import org.marquetry.testkit.DelayEngineLaws;
import org.marquetry.testkit.TestDelayLane;

/** What is due when; the laws that every delay engine keeps are inherited. */
class TreeEngineTest extends DelayEngineLaws {

  @Override
  protected DelayEngine engine() {
    return new TreeEngine();
  }

  @Test
  void twoMessagesOfTheSameTimeComeInTheirOrder() throws Exception {
    TestDelayLane lane = TestDelayLane.timer(0).open(engine());
    long first = lane.add(0, 1_000);
    lane.add(0, 1_000);
    assertEquals(first, lane.drain(1_000).get(0).reference());
  }
}
