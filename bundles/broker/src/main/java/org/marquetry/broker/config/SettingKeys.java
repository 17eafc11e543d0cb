/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.config;

import static org.marquetry.broker.config.ValueType.ADDRESSES;
import static org.marquetry.broker.config.ValueType.BOOLEAN;
import static org.marquetry.broker.config.ValueType.BROKER_NAME;
import static org.marquetry.broker.config.ValueType.MASTER_ID;
import static org.marquetry.broker.config.ValueType.NAME;
import static org.marquetry.broker.config.ValueType.TEXT;
import static org.marquetry.broker.config.ValueType.choice;
import static org.marquetry.broker.config.ValueType.integer;
import static org.marquetry.broker.config.ValueType.number;

import java.util.List;

/** The configuration keys that the broker itself uses: RocketMQ's names and units. */
final class SettingKeys {

  // Who the broker is and where it is found

  static final SettingKey<String> CLUSTER =
      fixed("brokerClusterName", NAME, "DefaultCluster", "cluster that the broker belongs to");
  static final SettingKey<String> NAME_OF_BROKER =
      fixed(
          "brokerName", BROKER_NAME, "broker-a", "name of the broker; a master's slaves share it");
  static final SettingKey<Long> BROKER_ID = fixed("brokerId", MASTER_ID, "0", "0 for a master");
  static final SettingKey<String> ROLE =
      fixed(
          "brokerRole",
          choice("this version does not replicate", "ASYNC_MASTER", "SYNC_MASTER"),
          "ASYNC_MASTER",
          "part in replication");
  static final SettingKey<Integer> LISTEN_PORT =
      fixed("listenPort", integer(0, 65_535), "10911", "port for clients; 0 takes any free one");
  static final SettingKey<Boolean> VIP_PORT =
      fixed(
          "vipPortEnable",
          BOOLEAN,
          "false",
          "also listen on listenPort - 2 for clients with vipChannelEnabled");
  static final SettingKey<Integer> HA_PORT =
      fixed("haListenPort", integer(0, 65_535), "10912", "port told to slaves");
  static final SettingKey<String> BIND_ADDRESS =
      fixed("bindAddress", TEXT, "0.0.0.0", "address to listen on");
  static final SettingKey<String> BROKER_IP =
      fixed(
          "brokerIP1",
          TEXT,
          "",
          "address that clients connect to; by default 127.0.0.1 where every name server is on this"
              + " machine, otherwise the address from which the name server is reached");
  static final SettingKey<List<String>> NAME_SERVERS =
      live("namesrvAddr", ADDRESSES, "", "name servers to register with");
  static final SettingKey<Integer> REGISTER_PERIOD =
      fixed(
          "registerNameServerPeriod",
          integer(10_000, 60_000),
          "30000",
          "milliseconds between two registrations");
  static final SettingKey<Integer> REGISTER_TIMEOUT =
      fixed(
          "registerBrokerTimeoutMills",
          integer(100, 600_000),
          "24000",
          "milliseconds to wait for a name server's answer");
  static final SettingKey<Boolean> FORCE_REGISTER =
      fixed(
          "forceRegister",
          BOOLEAN,
          "true",
          "register even where the name server's copy is up to date");
  static final SettingKey<Long> NOT_ACTIVE_TIMEOUT =
      fixed(
          "brokerNotActiveTimeoutMillis",
          number(1_000, 86_400_000),
          "120000",
          "milliseconds of silence after which name servers drop the broker");
  static final SettingKey<Integer> IO_THREADS =
      fixed(
          "serverSelectorThreads",
          integer(0, 256),
          "0",
          "network threads; 0 takes as many as there are processors, at least 2");
  static final SettingKey<Integer> IDLE_SECONDS =
      fixed(
          "serverChannelMaxIdleTimeSeconds",
          integer(1, 86_400),
          "120",
          "seconds after which a silent connection is closed");
  static final SettingKey<Boolean> NATIVE_TRANSPORT =
      fixed("useEpollNativeSelector", BOOLEAN, "true", "use epoll where it is to be had");

  // What this version does not have: asking for it must not be passed over in silence

  static final SettingKey<String> ACL =
      fixed("aclEnable", choice("this version has no access control", "false"), "false", "ACL 1.0");
  static final SettingKey<String> AUTHENTICATION =
      fixed(
          "authenticationEnabled",
          choice("this version has no access control", "false"),
          "false",
          "ACL 2.0: who a client is");
  static final SettingKey<String> AUTHORIZATION =
      fixed(
          "authorizationEnabled",
          choice("this version has no access control", "false"),
          "false",
          "ACL 2.0: what a client may do");
  static final SettingKey<String> CONTROLLER =
      fixed(
          "enableControllerMode",
          choice("this version does not replicate", "false"),
          "false",
          "a controller chooses the master");
  static final SettingKey<String> DLEDGER =
      fixed(
          "enableDLegerCommitLog",
          choice("this version does not replicate", "false"),
          "false",
          "replicate the log by Raft");

  // Topics and groups

  static final SettingKey<Boolean> AUTO_CREATE_TOPIC =
      live("autoCreateTopicEnable", BOOLEAN, "true", "sending to a missing topic creates it");
  static final SettingKey<Integer> DEFAULT_QUEUES =
      fixed(
          "defaultTopicQueueNums",
          integer(1, 65_536),
          "8",
          "queues of the template of such topics");
  static final SettingKey<Boolean> AUTO_CREATE_GROUP =
      live(
          "autoCreateSubscriptionGroup",
          BOOLEAN,
          "true",
          "consuming with a missing group creates it");
  static final SettingKey<Boolean> TRACE_TOPIC =
      fixed("traceTopicEnable", BOOLEAN, "false", "create the topic of message traces at start");
  static final SettingKey<Boolean> CLUSTER_TOPIC =
      fixed("clusterTopicEnable", BOOLEAN, "true", "the topic named as the cluster may be used");
  static final SettingKey<Boolean> BROKER_TOPIC =
      fixed("brokerTopicEnable", BOOLEAN, "true", "the topic named as the broker may be used");
  static final SettingKey<Integer> PERMISSION =
      live("brokerPermission", integer(0, 7), "6", "4 for reading, 2 for writing, 6 for both");

  // Sends

  static final SettingKey<Integer> MAX_MESSAGE =
      fixed("maxMessageSize", integer(1, 12 << 20), "4194304", "longest message body in bytes");
  static final SettingKey<String> FLUSH =
      live(
          "flushDiskType",
          choice("", "ASYNC_FLUSH", "SYNC_FLUSH"),
          "ASYNC_FLUSH",
          "whether a send is answered before or after its message is on the disk");
  static final SettingKey<Integer> SYNC_FLUSH_TIMEOUT =
      live(
          "syncFlushTimeout",
          integer(1, 600_000),
          "5000",
          "milliseconds to wait for the disk with SYNC_FLUSH");
  static final SettingKey<String> REGION =
      fixed("regionId", NAME, "DefaultRegion", "region noted in every message");
  static final SettingKey<Boolean> STORE_REPLIES =
      live("storeReplyMessageEnable", BOOLEAN, "true", "keep replies in the cluster's reply topic");
  static final SettingKey<Boolean> TRACE_ON =
      fixed("traceOn", BOOLEAN, "true", "clients may trace messages");
  static final SettingKey<Integer> SEND_THREADS =
      fixed(
          "sendMessageThreadPoolNums",
          integer(0, 256),
          "0",
          "threads for sends that must wait for the disk; 0 takes as many as there are processors");
  static final SettingKey<Integer> SEND_QUEUE =
      fixed(
          "sendThreadPoolQueueCapacity",
          integer(1, 1_000_000),
          "10000",
          "such sends that may wait; more are answered with code 2");

  // Pulls

  static final SettingKey<Boolean> LITE_PULL =
      live("litePullMessageEnable", BOOLEAN, "true", "answer lite pull consumers");
  static final SettingKey<Boolean> LONG_POLLING =
      live(
          "longPollingEnable",
          BOOLEAN,
          "true",
          "hold pulls without messages as long as the client asks");
  static final SettingKey<Integer> SHORT_POLLING =
      live(
          "shortPollingTimeMills",
          integer(0, 60_000),
          "1000",
          "milliseconds to hold them otherwise");
  static final SettingKey<Integer> MAX_PULL_MESSAGES =
      live(
          "maxTransferCountOnMessageInMemory",
          integer(1, 100_000),
          "1024",
          "most messages of one pull");
  static final SettingKey<Integer> MAX_PULL_BYTES =
      live(
          "maxTransferBytesOnMessageInMemory",
          integer(1, 12 << 20),
          "1048576",
          "most bytes of one pull, unless its first message is longer");
  static final SettingKey<Boolean> PROPERTY_FILTER =
      live(
          "enablePropertyFilter",
          BOOLEAN,
          "true",
          "false refuses subscriptions by other filters than tags, though a plugin offers them");
  static final SettingKey<Boolean> REJECT_PULL_CONSUMER =
      live(
          "rejectPullConsumerEnable",
          BOOLEAN,
          "false",
          "answer only consumers whose group has push consumers online");
  static final SettingKey<Integer> PULL_THREADS =
      fixed(
          "pullMessageThreadPoolNums",
          integer(0, 256),
          "0",
          "threads for pulls that must wait for the disk; 0 takes as many as there are processors");
  static final SettingKey<Integer> PULL_QUEUE =
      fixed(
          "pullThreadPoolQueueCapacity",
          integer(1, 1_000_000),
          "100000",
          "such pulls that may wait; more are answered with code 2");
  static final SettingKey<Integer> MAX_HELD_PULLS =
      live(
          "maxHeldPulls",
          integer(1, 10_000_000),
          "100000",
          "pulls that may be held for a message; more are answered with code 2");

  // Pops

  static final SettingKey<Integer> POP_WAITS_OF_TOPIC =
      live(
          "popPollingSize",
          integer(1, 1_000_000),
          "1024",
          "pops of a group and topic that may wait for a message; more are answered with code 209");
  static final SettingKey<Integer> POP_WAITS =
      live(
          "maxPopPollingSize",
          integer(1, 10_000_000),
          "100000",
          "pops of all groups that may wait for a message; more are answered with code 209");
  static final SettingKey<Integer> POP_HIDDEN =
      live(
          "popInflightMessageThreshold",
          integer(1, 10_000_000),
          "10000",
          "messages of a queue and group that may be popped and not acknowledged; then it gives"
              + " none");
  static final SettingKey<Boolean> PRIORITY_ASCENDING =
      live(
          "priorityOrderAsc",
          BOOLEAN,
          "true",
          "of a topic with priorities the greatest number is popped first, else the smallest");

  // Queue allocation

  static final SettingKey<Boolean> SERVER_LOAD_BALANCER =
      live(
          "serverLoadBalancerEnable",
          BOOLEAN,
          "true",
          "allocate queues to clients that ask; otherwise each of them is given all");
  static final SettingKey<String> REQUEST_MODE =
      live(
          "defaultMessageRequestMode",
          choice("", "PULL", "POP"),
          "PULL",
          "how such clients get messages where their group has no mode of its own");
  static final SettingKey<Integer> POP_SHARE =
      live(
          "defaultPopShareQueueNum",
          integer(-1, 65_536),
          "-1",
          "of how many other members each member pops the queues too; below 1 all pop all");

  // Administration

  static final SettingKey<Boolean> RESETS_ON_BROKER =
      live(
          "useServerSideResetOffset",
          BOOLEAN,
          "true",
          "keep offsets that tools reset until consumers take them over; false: tell the consumers"
              + " that are online");
  static final SettingKey<Integer> ADMIN_THREADS =
      fixed(
          "adminBrokerThreadPoolNums",
          integer(1, 256),
          "2",
          "threads for administration, heartbeats and look-ups");
  static final SettingKey<Integer> ADMIN_QUEUE =
      fixed(
          "adminBrokerThreadPoolQueueCapacity",
          integer(1, 1_000_000),
          "10000",
          "such requests that may wait; more are answered with code 2");
  static final SettingKey<Long> CHANNEL_EXPIRY =
      fixed(
          "channelExpiredTimeout",
          number(1_000, 86_400_000),
          "120000",
          "milliseconds without heartbeat after which a client is dropped");
  static final SettingKey<Integer> CONSUMER_OFFSET_PERIOD =
      fixed(
          "flushConsumerOffsetInterval",
          integer(100, 3_600_000),
          "5000",
          "milliseconds between two writes of the consumer offsets");

  /** In the order of this class. */
  static final List<SettingKey<?>> ALL =
      List.of(
          CLUSTER,
          NAME_OF_BROKER,
          BROKER_ID,
          ROLE,
          LISTEN_PORT,
          VIP_PORT,
          HA_PORT,
          BIND_ADDRESS,
          BROKER_IP,
          NAME_SERVERS,
          REGISTER_PERIOD,
          REGISTER_TIMEOUT,
          FORCE_REGISTER,
          NOT_ACTIVE_TIMEOUT,
          IO_THREADS,
          IDLE_SECONDS,
          NATIVE_TRANSPORT,
          ACL,
          AUTHENTICATION,
          AUTHORIZATION,
          CONTROLLER,
          DLEDGER,
          AUTO_CREATE_TOPIC,
          DEFAULT_QUEUES,
          AUTO_CREATE_GROUP,
          TRACE_TOPIC,
          CLUSTER_TOPIC,
          BROKER_TOPIC,
          PERMISSION,
          MAX_MESSAGE,
          FLUSH,
          SYNC_FLUSH_TIMEOUT,
          REGION,
          TRACE_ON,
          STORE_REPLIES,
          SEND_THREADS,
          SEND_QUEUE,
          LITE_PULL,
          LONG_POLLING,
          SHORT_POLLING,
          MAX_PULL_MESSAGES,
          MAX_PULL_BYTES,
          PROPERTY_FILTER,
          REJECT_PULL_CONSUMER,
          PULL_THREADS,
          PULL_QUEUE,
          MAX_HELD_PULLS,
          POP_WAITS_OF_TOPIC,
          POP_WAITS,
          POP_HIDDEN,
          PRIORITY_ASCENDING,
          SERVER_LOAD_BALANCER,
          REQUEST_MODE,
          POP_SHARE,
          RESETS_ON_BROKER,
          ADMIN_THREADS,
          ADMIN_QUEUE,
          CHANNEL_EXPIRY,
          CONSUMER_OFFSET_PERIOD);

  private SettingKeys() {}

  static <T> SettingKey<T> fixed(
      String name, ValueType<T> type, String defaultText, String description) {
    return new SettingKey<>(name, type, defaultText, false, description);
  }

  static <T> SettingKey<T> live(
      String name, ValueType<T> type, String defaultText, String description) {
    return new SettingKey<>(name, type, defaultText, true, description);
  }
}
