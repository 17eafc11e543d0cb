/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.topic;

import java.util.ArrayList;
import java.util.List;
import org.marquetry.broker.config.BrokerSettings;

/** The topics that a broker makes for itself at start. */
public final class SystemTopics {

  private static final int BENCHMARK_QUEUES = 1024;
  private static final int CLUSTER_QUEUES = 16;
  private static final int REVIVE_QUEUES = 8;
  private static final int SCHEDULE_QUEUES = 18;

  private SystemTopics() {}

  public static List<TopicConfig> of(BrokerSettings settings) {
    String cluster = settings.identity().cluster();
    String broker = settings.identity().name();
    List<TopicConfig> topics = new ArrayList<>();
    if (settings.topics().autoCreate()) {
      topics.add(
          TopicConfig.of(
              TopicNames.AUTO_CREATE,
              settings.topics().defaultQueues(),
              Permission.READ_WRITE | Permission.INHERIT));
    }
    topics.add(TopicConfig.of(cluster, CLUSTER_QUEUES, shared(settings.topics().clusterTopic())));
    topics.add(TopicConfig.of(broker, 1, shared(settings.topics().brokerTopic())));
    topics.add(own(TopicNames.BENCHMARK, BENCHMARK_QUEUES));
    topics.add(own(TopicNames.SCHEDULE, Math.max(SCHEDULE_QUEUES, settings.delays().max())));
    topics.add(own(TopicNames.REVIVE_PREFIX + cluster, REVIVE_QUEUES));
    if (settings.topics().trace()) {
      topics.add(own(TopicNames.TRACE, 1));
    }
    for (String single :
        List.of(
            TopicNames.SELF_TEST,
            TopicNames.OFFSET_MOVED,
            TopicNames.HALF,
            TopicNames.OP_HALF,
            TopicNames.ROCKSDB_HALF,
            TopicNames.ROCKSDB_OP_HALF,
            TopicNames.TIMER,
            cluster + TopicNames.REPLY_SUFFIX)) {
      topics.add(own(single, 1));
    }
    topics.add(TopicConfig.of(TopicNames.MEMBER_SYNC_PREFIX + broker, 1, Permission.INHERIT));
    return topics;
  }

  private static int shared(boolean usable) {
    return Permission.INHERIT | (usable ? Permission.READ_WRITE : 0);
  }

  private static TopicConfig own(String name, int queues) {
    return TopicConfig.of(name, queues, Permission.READ_WRITE);
  }
}
