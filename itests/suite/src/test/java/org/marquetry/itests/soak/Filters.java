/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.rocketmq.client.consumer.MessageSelector;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.marquetry.itests.environment.SourceTree;
import org.marquetry.itests.plugin.PluginJar;
import org.marquetry.itests.swap.Plugins;

/** Messages of which a group wants some: by tag, and by an SQL92 expression. */
final class Filters implements Workload {

  private static final String TOPIC = "SoakFiltered";
  private static final int QUEUES = 3;
  private static final List<String> TAGS = List.of("a", "b", "c", "d", "e");
  private static final Set<String> WANTED_TAGS = Set.of("a", "d");
  private static final String SIZE = "size";
  private static final int WANTED_SIZE = 70;

  private final Stage stage;
  private final Random random;
  private final List<ConsumerGroup> groups;
  private DefaultMQProducer producer;

  Filters(Stage stage, Random random) {
    this.stage = stage;
    this.random = random;
    this.groups =
        List.of(
            group(
                "SoakTagReaders",
                MessageSelector.byTag(String.join(" || ", WANTED_TAGS)),
                parcel -> WANTED_TAGS.contains(parcel.properties().get("TAGS"))),
            group(
                "SoakSqlReaders",
                MessageSelector.bySql("TAGS IN ('a', 'b', 'c') AND size > " + WANTED_SIZE),
                parcel ->
                    Set.of("a", "b", "c").contains(parcel.properties().get("TAGS"))
                        && Integer.parseInt(parcel.properties().get(SIZE)) > WANTED_SIZE));
  }

  private ConsumerGroup group(String name, MessageSelector selector, Predicate<Parcel> wanted) {
    Deliveries deliveries = stage.deliveries(name, TOPIC, wanted, Deliveries.Places.ACKNOWLEDGED);
    return ConsumerGroup.pushed(
        stage,
        name,
        TOPIC,
        2,
        (consumer, member) -> {
          consumer.subscribe(TOPIC, selector);
          ConsumerGroup.listen(consumer, member, deliveries);
        },
        deliveries);
  }

  @Override
  public String name() {
    return "filter";
  }

  @Override
  public void open() throws Exception {
    PluginJar.read(SourceTree.bundle("plugins-filter-sql")).dropInto(stage.node().deployFolder());
    new Plugins(stage.node().shell()).awaitInUse("SQL92", "0.1.0");
    stage.createTopic(TOPIC, QUEUES);
    producer = stage.producer("SoakFilter");
    for (ConsumerGroup group : groups) {
      group.join();
    }
  }

  @Override
  public void step() throws InterruptedException {
    String tag = TAGS.get(random.nextInt(TAGS.size()));
    Message message = new Message(TOPIC, tag, Bodies.any(random));
    message.putUserProperty(SIZE, Integer.toString(random.nextInt(100)));
    stage.post(name(), message, producer::send);
  }

  @Override
  public List<Group> groups() {
    return List.copyOf(groups);
  }
}
