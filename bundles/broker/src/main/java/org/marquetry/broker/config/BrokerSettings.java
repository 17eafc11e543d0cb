/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.marquetry.admin.BrokerAdmin.ConfigEntry;
import org.marquetry.delay.DelayEngine;
import org.marquetry.store.kernel.StoreSettings;
import org.marquetry.store.retention.RetentionRules;

/**
 * The settings of a broker, read once from text. Immutable. The names of the keys are RocketMQ's,
 * see {@link SettingKeys}.
 *
 * @param entries every key that is known or was given, for people and tools
 */
public record BrokerSettings(
    Identity identity,
    Network network,
    Topics topics,
    Sends sends,
    Pulls pulls,
    Pops pops,
    Allocation allocation,
    Waits waits,
    Administration administration,
    Transactions transactions,
    DelayLevels delays,
    Timers timers,
    LightQueues lightQueues,
    StoreSettings store,
    RetentionRules retention,
    List<ConfigEntry> entries) {

  /**
   * @param id 0 for a master
   */
  public record Identity(String cluster, String name, long id) {}

  /**
   * @param listenPort 0 for any free one
   * @param vipPort whether {@code listenPort - 2} is served too
   * @param brokerIp address that clients connect to, {@code null} to be found out
   * @param nameServers {@code host:port} each; may be empty
   * @param registerPeriodMillis between two registrations
   * @param registerTimeoutMillis of one registration
   * @param forceRegister register even where a name server's copy is up to date
   * @param notActiveTimeoutMillis silence after which name servers drop the broker
   */
  public record Network(
      String bindAddress,
      int listenPort,
      boolean vipPort,
      int haPort,
      String brokerIp,
      List<String> nameServers,
      int registerPeriodMillis,
      int registerTimeoutMillis,
      boolean forceRegister,
      long notActiveTimeoutMillis,
      int ioThreads,
      int idleSeconds,
      boolean nativeTransport) {

    public Network {
      nameServers = List.copyOf(nameServers);
    }
  }

  /**
   * @param permission the broker's own, bits of {@link org.marquetry.broker.topic.Permission}
   */
  public record Topics(
      boolean autoCreate,
      int defaultQueues,
      boolean autoCreateGroups,
      boolean trace,
      boolean clusterTopic,
      boolean brokerTopic,
      int permission) {}

  /**
   * @param maxBodyBytes longest body; of a batch: longest sum
   * @param syncFlush answer after the message is on the disk
   * @param storeReplies keep replies to requests in a topic, too
   * @param threads for sends that must wait for the disk
   * @param queueCapacity how many of them may wait
   */
  public record Sends(
      int maxBodyBytes,
      boolean syncFlush,
      int syncFlushTimeoutMillis,
      String region,
      boolean traceOn,
      boolean storeReplies,
      int threads,
      int queueCapacity) {}

  /**
   * @param longPolling hold pulls as long as the client asks, else {@code shortPollingMillis}
   * @param maxMessages of one answer
   * @param maxBytes of one answer, unless its first message is longer
   * @param propertyFilters whether filters other than tags may be used
   * @param rejectPullConsumers answer only groups with push consumers online
   * @param threads for pulls that must wait for the disk
   * @param queueCapacity how many of them may wait
   * @param maxHeld pulls held for a message
   */
  public record Pulls(
      boolean lite,
      boolean longPolling,
      int shortPollingMillis,
      int maxMessages,
      int maxBytes,
      boolean propertyFilters,
      boolean rejectPullConsumers,
      int threads,
      int queueCapacity,
      int maxHeld) {}

  /**
   * @param waitsOfTopic pops of one group and topic that may wait for a message
   * @param waits pops of all groups that may
   * @param hidden messages of one queue and group that may be popped and not acknowledged
   * @param greatestFirst of priorities, else the smallest
   */
  public record Pops(int waitsOfTopic, int waits, int hidden, boolean greatestFirst) {}

  /**
   * @param serverLoadBalancer allocate queues to clients that ask, else give each of them all
   * @param defaultRequestMode {@code PULL} or {@code POP}
   * @param defaultPopShareQueues of how many other members each member pops the queues too
   */
  public record Allocation(
      boolean serverLoadBalancer, String defaultRequestMode, int defaultPopShareQueues) {}

  /**
   * What waits while the log's storage backend is being replaced.
   *
   * @param sendMillis longest time that a send waits; 0 for not at all
   * @param sends that may wait
   * @param sendBytes of the sends that may wait
   */
  public record Waits(int sendMillis, int sends, long sendBytes) {}

  /**
   * @param reject refuse transactional messages
   * @param checkIntervalMillis between two looks at the undecided ones
   * @param timeoutMillis age from which on producers are asked
   * @param maxChecks how often they are asked
   * @param queueCapacity how many ends of transactions may wait for the disk
   */
  public record Transactions(
      boolean reject,
      long checkIntervalMillis,
      long timeoutMillis,
      int maxChecks,
      int queueCapacity) {}

  /**
   * @param enabled whether messages may ask for delivery times of their own
   * @param maxDelayMillis how far ahead
   * @param rollWindowMillis after which a message that waits longer is stored again
   * @param recall whether producers may take delayed messages back
   */
  public record Timers(
      boolean enabled,
      long maxDelayMillis,
      long rollWindowMillis,
      boolean recall,
      String levelsEngine,
      String timerEngine) {

    /** Name of the delay engine that is to serve a lane. */
    public String engine(String lane) {
      return lane.equals(DelayEngine.LEVELS) ? levelsEngine : timerEngine;
    }
  }

  /**
   * @param enabled whether there are any
   * @param fanOut whether messages go into those that they name
   * @param quota whether there may be {@code most} of them, else any number
   */
  public record LightQueues(boolean enabled, boolean fanOut, boolean quota, int most) {}

  /**
   * @param clientExpiryMillis silence after which a client is dropped
   * @param delayOffsetPeriodMillis between two writes of the delay levels' progress
   * @param consumerOffsetPeriodMillis between two writes of the consumer offsets
   * @param resetsOnBroker keep offsets that tools set until consumers take them over, else tell the
   *     consumers that are online
   */
  public record Administration(
      int threads,
      int queueCapacity,
      long clientExpiryMillis,
      int delayOffsetPeriodMillis,
      int consumerOffsetPeriodMillis,
      boolean resetsOnBroker) {}

  public BrokerSettings {
    entries = List.copyOf(entries);
  }

  /**
   * Reads settings.
   *
   * @param given keys and texts; keys that nobody knows are only listed
   * @param dataDirectory of the node; the store's default place is under it
   * @throws SettingsException for the first value that is not allowed
   */
  public static BrokerSettings parse(Map<String, String> given, Path dataDirectory)
      throws SettingsException {
    return read(new GivenValues(given, Map.of()), dataDirectory);
  }

  /** Names of the keys that have an effect. */
  public Set<String> knownKeys() {
    return entries.stream()
        .filter(entry -> !entry.source().equals("unknown"))
        .map(ConfigEntry::key)
        .collect(Collectors.toSet());
  }

  static BrokerSettings read(GivenValues values, Path dataDirectory) throws SettingsException {
    values.checkAll();
    return new BrokerSettings(
        new Identity(
            values.of(SettingKeys.CLUSTER),
            values.of(SettingKeys.NAME_OF_BROKER),
            values.of(SettingKeys.BROKER_ID)),
        network(values),
        new Topics(
            values.of(SettingKeys.AUTO_CREATE_TOPIC),
            values.of(SettingKeys.DEFAULT_QUEUES),
            values.of(SettingKeys.AUTO_CREATE_GROUP),
            values.of(SettingKeys.TRACE_TOPIC),
            values.of(SettingKeys.CLUSTER_TOPIC),
            values.of(SettingKeys.BROKER_TOPIC),
            values.of(SettingKeys.PERMISSION)),
        sends(values),
        pulls(values),
        new Pops(
            values.of(SettingKeys.POP_WAITS_OF_TOPIC),
            values.of(SettingKeys.POP_WAITS),
            values.of(SettingKeys.POP_HIDDEN),
            values.of(SettingKeys.PRIORITY_ASCENDING)),
        new Allocation(
            values.of(SettingKeys.SERVER_LOAD_BALANCER),
            values.of(SettingKeys.REQUEST_MODE),
            values.of(SettingKeys.POP_SHARE)),
        new Waits(
            values.of(StoreKeys.SEND_WAIT),
            values.of(StoreKeys.SEND_WAITS),
            values.of(StoreKeys.SEND_WAIT_BYTES)),
        new Administration(
            values.of(SettingKeys.ADMIN_THREADS),
            values.of(SettingKeys.ADMIN_QUEUE),
            values.of(SettingKeys.CHANNEL_EXPIRY),
            values.of(DelayKeys.OFFSET_PERIOD),
            values.of(SettingKeys.CONSUMER_OFFSET_PERIOD),
            values.of(SettingKeys.RESETS_ON_BROKER)),
        transactions(values),
        values.of(DelayKeys.LEVELS),
        timers(values),
        lightQueues(values),
        store(values, dataDirectory),
        RetentionKeys.rules(values),
        values.entries());
  }

  private static Network network(GivenValues values) throws SettingsException {
    int port = values.of(SettingKeys.LISTEN_PORT);
    boolean vip = values.of(SettingKeys.VIP_PORT);
    if (vip && port > 0 && port < 3) {
      throw new SettingsException(
          "listenPort=" + port + ": allowed is 3 to 65535 with vipPortEnable=true");
    }
    return new Network(
        values.of(SettingKeys.BIND_ADDRESS),
        port,
        vip,
        values.of(SettingKeys.HA_PORT),
        brokerIp(values.of(SettingKeys.BROKER_IP)),
        values.of(SettingKeys.NAME_SERVERS),
        values.of(SettingKeys.REGISTER_PERIOD),
        values.of(SettingKeys.REGISTER_TIMEOUT),
        values.of(SettingKeys.FORCE_REGISTER),
        values.of(SettingKeys.NOT_ACTIVE_TIMEOUT),
        orProcessors(values.of(SettingKeys.IO_THREADS)),
        values.of(SettingKeys.IDLE_SECONDS),
        values.of(SettingKeys.NATIVE_TRANSPORT));
  }

  private static String brokerIp(String given) throws SettingsException {
    if (given.isEmpty()) {
      return null;
    }
    try {
      return InetAddress.getByName(given).getHostAddress();
    } catch (UnknownHostException e) {
      throw new SettingsException(
          "brokerIP1=" + given + ": allowed is an address or a host name that can be resolved");
    }
  }

  private static Timers timers(GivenValues values) throws SettingsException {
    return new Timers(
        values.of(DelayKeys.TIMER),
        TimeUnit.SECONDS.toMillis(values.of(DelayKeys.MAX_DELAY)),
        TimeUnit.SECONDS.toMillis(values.of(DelayKeys.ROLL_WINDOW)),
        values.of(DelayKeys.RECALL),
        values.of(DelayKeys.LEVELS_ENGINE),
        values.of(DelayKeys.TIMER_ENGINE));
  }

  private static LightQueues lightQueues(GivenValues values) throws SettingsException {
    boolean enabled = values.of(LightKeys.QUEUES);
    return new LightQueues(
        enabled,
        enabled && values.of(LightKeys.FAN_OUT),
        values.of(LightKeys.QUOTA),
        values.of(LightKeys.MOST));
  }

  private static Sends sends(GivenValues values) throws SettingsException {
    return new Sends(
        values.of(SettingKeys.MAX_MESSAGE),
        values.of(SettingKeys.FLUSH).equals("SYNC_FLUSH"),
        values.of(SettingKeys.SYNC_FLUSH_TIMEOUT),
        values.of(SettingKeys.REGION),
        values.of(SettingKeys.TRACE_ON),
        values.of(SettingKeys.STORE_REPLIES),
        orProcessors(values.of(SettingKeys.SEND_THREADS)),
        values.of(SettingKeys.SEND_QUEUE));
  }

  private static Transactions transactions(GivenValues values) throws SettingsException {
    return new Transactions(
        values.of(TransactionKeys.REJECT),
        values.of(TransactionKeys.CHECK_INTERVAL),
        values.of(TransactionKeys.TIMEOUT),
        values.of(TransactionKeys.CHECK_MAX),
        values.of(TransactionKeys.QUEUE));
  }

  private static Pulls pulls(GivenValues values) throws SettingsException {
    return new Pulls(
        values.of(SettingKeys.LITE_PULL),
        values.of(SettingKeys.LONG_POLLING),
        values.of(SettingKeys.SHORT_POLLING),
        values.of(SettingKeys.MAX_PULL_MESSAGES),
        values.of(SettingKeys.MAX_PULL_BYTES),
        values.of(SettingKeys.PROPERTY_FILTER),
        values.of(SettingKeys.REJECT_PULL_CONSUMER),
        orProcessors(values.of(SettingKeys.PULL_THREADS)),
        values.of(SettingKeys.PULL_QUEUE),
        values.of(SettingKeys.MAX_HELD_PULLS));
  }

  private static StoreSettings store(GivenValues values, Path dataDirectory)
      throws SettingsException {
    values.of(StoreKeys.STORE_TYPE);
    String rootText = values.of(StoreKeys.STORE_ROOT);
    Path root = rootText.isEmpty() ? dataDirectory.resolve("store") : Path.of(rootText);
    String logText = values.of(StoreKeys.STORE_LOG);
    Path log = logText.isEmpty() ? root.resolve("commitlog") : Path.of(logText);
    return new StoreSettings(
        root.toAbsolutePath(),
        log.toAbsolutePath(),
        values.of(StoreKeys.STORAGE_BACKEND),
        values.of(StoreKeys.SEGMENT),
        values.of(StoreKeys.QUEUE_FILE) / 20,
        values.of(StoreKeys.FLUSH_LOG_PERIOD),
        values.of(StoreKeys.FLUSH_QUEUE_PERIOD),
        values.of(SettingKeys.MAX_MESSAGE),
        values.of(StoreKeys.DISK_FULL) / 100.0,
        values.of(StoreKeys.INDEX),
        values.of(StoreKeys.INDEX_SLOTS),
        values.of(StoreKeys.INDEX_ENTRIES),
        (long) values.of(StoreKeys.HOT_BYTES) << 20,
        values.of(StoreKeys.HAND_OVER_TIMEOUT),
        values.startingWith("storage."));
  }

  private static int orProcessors(int given) {
    return given > 0 ? given : Math.max(2, Runtime.getRuntime().availableProcessors());
  }
}
