package ${package};

import java.util.List;
import org.marquetry.allocate.AllocateContext;
import org.marquetry.allocate.AllocateStrategy;
import org.marquetry.allocate.QueueId;
import org.osgi.service.component.annotations.Component;

/** Gives every queue to the member whose place in the list is the queue's number, round and round. */
@Component(service = AllocateStrategy.class, property = AllocateStrategy.NAME + "=FIRST_COME")
public final class FirstComeStrategy implements AllocateStrategy {

  @Override
  public List<QueueId> allocate(AllocateContext context) {
    int members = context.clients().size();
    int mine = context.clients().indexOf(context.client());
    return context.queues().stream().filter(queue -> queue.number() % members == mine).toList();
  }
}
