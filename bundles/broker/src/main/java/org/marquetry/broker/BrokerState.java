/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker;

import java.io.IOException;
import java.nio.file.Path;
import org.marquetry.broker.allocate.AllocationFiles;
import org.marquetry.broker.client.PerMemberGroups;
import org.marquetry.broker.config.BrokerSettings;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.delay.CancelledLevels;
import org.marquetry.broker.delay.DelayOffsets;
import org.marquetry.broker.delay.DelayProgress;
import org.marquetry.broker.delay.DelayedDelivery;
import org.marquetry.broker.delay.EngineSwitches;
import org.marquetry.broker.delay.EntryCodes;
import org.marquetry.broker.delay.TimerCheck;
import org.marquetry.broker.filter.FilterTable;
import org.marquetry.broker.filter.Filters;
import org.marquetry.broker.group.LeaseFile;
import org.marquetry.broker.group.SubscriptionGroups;
import org.marquetry.broker.json.JsonFile;
import org.marquetry.broker.pop.ForeignPops;
import org.marquetry.broker.topic.StaticTopics;
import org.marquetry.broker.topic.SystemTopics;
import org.marquetry.broker.topic.TopicFile;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.broker.topic.TopicTable;
import org.marquetry.broker.transaction.TransactionFile;
import org.marquetry.store.kernel.ConsumerOffsets;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.store.kernel.StoreException;

/** What a broker keeps on the disk: the message store and the tables under {@code config}. */
record BrokerState(
    MessageStore store,
    TopicTable topics,
    SubscriptionGroups groups,
    LeaseFile leases,
    ConsumerOffsets consumerOffsets,
    PerMemberGroups perMember,
    DelayOffsets delayOffsets,
    DelayProgress delayProgress,
    CancelledLevels cancelledLevels,
    TimerCheck timerCheck,
    EngineSwitches engineSwitches,
    JsonFile popNote,
    JsonFile orderFile,
    FilterTable filters,
    AllocationFiles allocation,
    TransactionFile transactions) {

  /**
   * Opens everything, recovering it after a crash. Blocks.
   *
   * @throws StoreException if the store cannot be opened
   * @throws IOException if a table cannot be read or written; the store is closed then
   */
  static BrokerState open(LiveSettings live, Node node) throws StoreException, IOException {
    BrokerSettings settings = live.current();
    MessageStore store =
        MessageStore.open(
            settings.store(),
            node.backends(),
            node.disk(),
            node.clock(),
            node.scheduler(),
            new EntryCodes(settings.delays(), settings.timers().rollWindowMillis()),
            settings.lightQueues().fanOut() ? TopicNames::fansOut : topic -> false);
    try {
      Path config = settings.store().root().resolve("config");
      StaticTopics.refuse(new JsonFile(node.disk(), config.resolve("topicQueueMapping.json")));
      TopicTable topics =
          new TopicTable(
              new TopicFile(node.disk(), config.resolve("topics.json")),
              node.clock(),
              settings.lightQueues().enabled());
      topics.createSystemTopics(SystemTopics.of(settings));
      SubscriptionGroups groups =
          SubscriptionGroups.open(
              new JsonFile(node.disk(), config.resolve("subscriptionGroup.json")),
              node.clock(),
              node.scheduler(),
              () -> live.current().topics().autoCreateGroups(),
              settings.lightQueues().enabled());
      LeaseFile leases =
          LeaseFile.open(
              new JsonFile(node.disk(), config.resolve("queueLeases.json")),
              node.clock(),
              node.scheduler());
      DelayOffsets delayOffsets =
          new DelayOffsets(
              new JsonFile(node.disk(), config.resolve("delayOffset.json")), node.clock());
      DelayProgress delayProgress =
          new DelayProgress(new JsonFile(node.disk(), config.resolve("delayProgress.json")));
      CancelledLevels cancelledLevels =
          new CancelledLevels(new JsonFile(node.disk(), config.resolve("delayCancelled.json")));
      ConsumerOffsets consumerOffsets =
          new OffsetFiles(node.disk(), config).open(settings.lightQueues().enabled(), node.clock());
      FilterTable filters =
          FilterTable.open(
              new JsonFile(node.disk(), config.resolve("filters.json")), Filters::condition);
      PerMemberGroups perMember =
          PerMemberGroups.open(
              new JsonFile(node.disk(), config.resolve("perMember.json")),
              store,
              consumerOffsets,
              ConsumerOffsets.open(node.disk(), config.resolve("memberOffset.json"), node.clock()),
              node.clock(),
              node.scheduler());
      AllocationFiles allocation =
          AllocationFiles.open(node.disk(), config, node.clock(), node.scheduler());
      TransactionFile transactions =
          new TransactionFile(
              new JsonFile(node.disk(), config.resolve("transactions.json")), consumerOffsets);
      return new BrokerState(
          store,
          topics,
          groups,
          leases,
          consumerOffsets,
          perMember,
          delayOffsets,
          delayProgress,
          cancelledLevels,
          new TimerCheck(node.disk(), config.resolve("timercheck")),
          new EngineSwitches(new JsonFile(node.disk(), config.resolve("delayEngines.json")), live),
          new JsonFile(node.disk(), config.resolve("popProgress.json")),
          new JsonFile(node.disk(), config.resolve("consumerOrderInfo.json")),
          filters,
          allocation,
          transactions);
    } catch (StoreException | IOException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  ForeignPops foreignPops(DelayedDelivery delayed) {
    return new ForeignPops(popNote, timerCheck, delayed);
  }

  /** Writes everything and marks the stop as clean. */
  void close() throws IOException {
    try {
      consumerOffsets.persist();
      perMember.persist();
      groups.persist();
      leases.persist();
      allocation.persist();
    } finally {
      store.close();
    }
  }
}
