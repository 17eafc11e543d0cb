/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.fake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.marquetry.broker.admin.AdminProcessor;
import org.marquetry.broker.admin.BrokerParts;
import org.marquetry.broker.admin.RequestPools;
import org.marquetry.broker.client.ClientProcessor;
import org.marquetry.broker.client.Clients;
import org.marquetry.broker.client.Consumers;
import org.marquetry.broker.client.MemberLists;
import org.marquetry.broker.client.PerMemberGroups;
import org.marquetry.broker.client.Producers;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.config.SettingsException;
import org.marquetry.broker.delay.CancelledLevels;
import org.marquetry.broker.delay.DelayOffsets;
import org.marquetry.broker.delay.DelayParts;
import org.marquetry.broker.delay.DelayProgress;
import org.marquetry.broker.delay.DelayedDelivery;
import org.marquetry.broker.delay.EntryCodes;
import org.marquetry.broker.delay.TimerCheck;
import org.marquetry.broker.filter.Comparisons;
import org.marquetry.broker.filter.FilterTable;
import org.marquetry.broker.filter.Filters;
import org.marquetry.broker.filter.Lags;
import org.marquetry.broker.filter.Scans;
import org.marquetry.broker.group.GroupProcessor;
import org.marquetry.broker.group.LockProcessor;
import org.marquetry.broker.group.PendingResets;
import org.marquetry.broker.group.QueueLocks;
import org.marquetry.broker.group.SubscriptionGroups;
import org.marquetry.broker.intercept.DeliverInterception;
import org.marquetry.broker.json.JsonFile;
import org.marquetry.broker.lookup.LookupProcessor;
import org.marquetry.broker.pull.OffsetProcessor;
import org.marquetry.broker.pull.PullParts;
import org.marquetry.broker.pull.PullProcessor;
import org.marquetry.broker.registration.Registration;
import org.marquetry.broker.retention.BrokerRetention;
import org.marquetry.broker.retry.SendBackProcessor;
import org.marquetry.broker.send.MessageWriter;
import org.marquetry.broker.send.Parking;
import org.marquetry.broker.stats.BrokerStats;
import org.marquetry.broker.topic.Permission;
import org.marquetry.broker.topic.SystemTopics;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.broker.topic.TopicFile;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.broker.topic.TopicTable;
import org.marquetry.delay.DelayEngine;
import org.marquetry.delay.levels.LevelsEngine;
import org.marquetry.delay.wheel.WheelEngine;
import org.marquetry.filter.FilterProvider;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyBytes;
import org.marquetry.message.PropertyNames;
import org.marquetry.plugin.Providers;
import org.marquetry.remoting.Command;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.RemotingException;
import org.marquetry.remoting.RequestCode;
import org.marquetry.store.LogView;
import org.marquetry.store.StorageBackend;
import org.marquetry.store.kernel.AppendStatus;
import org.marquetry.store.kernel.Appended;
import org.marquetry.store.kernel.ConsumerOffsets;
import org.marquetry.store.kernel.EntryFilter;
import org.marquetry.store.kernel.LogicalQueue;
import org.marquetry.store.kernel.MessageDraft;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.store.kernel.PullBatch;
import org.marquetry.store.kernel.StoreException;
import org.marquetry.system.Disk;
import org.marquetry.system.Scheduler;
import org.marquetry.system.machine.FileDisk;
import org.marquetry.system.machine.ThreadScheduler;

/**
 * A broker's parts over a real store with small files, a clock that tests move, tasks that tests
 * run, and a network that tests answer.
 */
public final class BrokerFixture implements AutoCloseable {

  public static final String ADDRESS = "127.0.0.1:10911";
  public static final String BROKER = "broker-a";

  public final FakeClock clock = new FakeClock();
  public final ManualScheduler scheduler = new ManualScheduler();
  public final Disk disk = new FileDisk();
  public final QueueLocks locks = new QueueLocks(clock);
  public final PendingResets resets = new PendingResets();
  public final BrokerStats stats = new BrokerStats(clock);
  public final LiveSettings settings;
  public final TopicTable topics;
  public final SubscriptionGroups groups;
  public final Clients clients;
  public final MessageStore store;
  public final ConsumerOffsets offsets;
  public final MessageWriter writer;
  public final DelayedDelivery delayed;
  public final Registration registration;
  public final BrokerParts parts;
  public final ManualCalls<FilterProvider> filterPlugins = new ManualCalls<>();
  public final ManualCalls<DelayEngine> delayEngines =
      new ManualCalls<DelayEngine>()
          .put("levels", new LevelsEngine(), Map.of(DelayEngine.LANES, DelayEngine.LEVELS))
          .put("wheel", new WheelEngine());
  public final Filters filters;
  public final PerMemberGroups perMember;
  public final Comparisons comparisons;
  public final Processors processors;
  private final PullProcessor pulls;

  private final ThreadScheduler threads = new ThreadScheduler("fixture");
  private BiFunction<String, Command, Command> network =
      (address, request) -> {
        throw new AssertionError("nobody answers " + request + " at " + address);
      };

  public BrokerFixture(Path root) throws IOException, SettingsException, StoreException {
    this(root, Map.of());
  }

  public BrokerFixture(Path root, Map<String, String> given)
      throws IOException, SettingsException, StoreException {
    this(root, given, new MappedOnly());
  }

  public BrokerFixture(Path root, Map<String, String> given, Providers<StorageBackend> backends)
      throws IOException, SettingsException, StoreException {
    Map<String, String> values = new TreeMap<>(given);
    values.putIfAbsent("storePathRootDir", root.toString());
    values.putIfAbsent("mappedFileSizeCommitLog", Integer.toString(1 << 20));
    values.putIfAbsent("mappedFileSizeConsumeQueue", "2000");
    values.putIfAbsent("maxMessageSize", Integer.toString(256 << 10));
    values.putIfAbsent("maxHashSlotNum", "1000");
    values.putIfAbsent("maxIndexNum", "2000");
    values.putIfAbsent("diskSpaceWarningLevelRatio", "99");
    values.putIfAbsent("diskMaxUsedSpaceRatio", "100");
    values.putIfAbsent("cleanFileForciblyEnable", "false");
    values.putIfAbsent("namesrvAddr", "127.0.0.1:9876");
    settings = new LiveSettings(values, root);
    Path config = root.resolve("config");
    topics =
        new TopicTable(
            new TopicFile(disk, config.resolve("topics.json")),
            clock,
            settings.current().lightQueues().enabled());
    topics.createSystemTopics(SystemTopics.of(settings.current()));
    groups =
        SubscriptionGroups.open(
            new JsonFile(disk, config.resolve("subscriptionGroup.json")),
            clock,
            scheduler,
            () -> settings.current().topics().autoCreateGroups(),
            settings.current().lightQueues().enabled());
    store =
        MessageStore.open(
            settings.current().store(),
            backends,
            disk,
            clock,
            threads,
            new EntryCodes(
                settings.current().delays(), settings.current().timers().rollWindowMillis()),
            settings.current().lightQueues().fanOut() ? TopicNames::fansOut : topic -> false);
    store.storeHost(new InetSocketAddress(InetAddress.getLoopbackAddress(), 10911));
    offsets = ConsumerOffsets.open(disk, config.resolve("consumerOffset.json"), clock);
    perMember =
        PerMemberGroups.open(
            new JsonFile(disk, config.resolve("perMember.json")),
            store,
            offsets,
            ConsumerOffsets.open(disk, config.resolve("memberOffset.json"), clock),
            clock,
            scheduler);
    clients = new Clients(new Consumers(groups, locks, perMember, clock), new Producers(clock));
    writer = new MessageWriter(store, new Parking(store, settings, clock));
    delayed = delivery(disk, config, scheduler);
    store.keepBy(new BrokerRetention(settings, topics, List.of(delayed)));
    registration = new Registration(settings, topics, this::call, () -> ADDRESS, clock, scheduler);
    filters =
        new Filters(
            filterPlugins,
            FilterTable.open(
                new JsonFile(disk, config.resolve("filters.json")), Filters::condition),
            clock,
            scheduler);
    Scans scans = new Scans(store, filters.judge(), Runnable::run, scheduler);
    comparisons = new Comparisons(store, scans, clock, scheduler);
    parts =
        new BrokerParts(
            settings,
            topics,
            groups,
            clients,
            locks,
            resets,
            store,
            offsets,
            filters,
            new Lags(store, scans),
            stats,
            delayed,
            registration,
            new RequestPools(
                scheduler.pool("send", 1, 10),
                scheduler.pool("pull", 1, 20),
                scheduler.pool("pop", 1, 15),
                scheduler.pool("end-transaction", 1, 25),
                scheduler.pool("admin", 1, 30)),
            () -> ADDRESS,
            clock);
    Processors.Builder builder = Processors.builder();
    new ClientProcessor(clients, groups, topics, filters, MemberLists.TRUE, settings)
        .contribute(builder, Runnable::run);
    new GroupProcessor(groups).contribute(builder, Runnable::run);
    new LockProcessor(locks, perMember, () -> {}).contribute(builder, Runnable::run);
    new SendBackProcessor(groups, topics, store, writer, stats, settings)
        .contribute(builder, Runnable::run);
    new LookupProcessor(store, clients.consumers()).contribute(builder, Runnable::run);
    PullParts pullParts =
        new PullParts(
            settings,
            topics,
            clients.consumers(),
            store,
            offsets,
            resets,
            perMember,
            filters,
            stats,
            new DeliverInterception(new ManualCalls<>(), bundle -> false),
            clock,
            scheduler);
    pulls = new PullProcessor(pullParts, Runnable::run);
    builder.inline(RequestCode.PULL_MESSAGE, pulls);
    new OffsetProcessor(pullParts).register(builder, Runnable::run);
    new AdminProcessor(parts).contribute(builder, Runnable::run);
    processors = builder.build();
  }

  /** A delivery of delayed messages with its progress in files of its own. */
  public DelayedDelivery delivery(Disk progress, Path directory, Scheduler scheduler)
      throws IOException {
    return new DelayedDelivery(
        new DelayParts(
            settings,
            store,
            writer,
            topics,
            delayEngines,
            new DelayOffsets(new JsonFile(progress, directory.resolve("delayOffset.json")), clock),
            new DelayProgress(new JsonFile(progress, directory.resolve("delayProgress.json"))),
            new CancelledLevels(new JsonFile(progress, directory.resolve("delayCancelled.json"))),
            new TimerCheck(progress, directory.resolve("timercheck")),
            disk,
            clock,
            scheduler));
  }

  /** Says how peers answer; {@code null} for one that is out of reach. */
  public void network(BiFunction<String, Command, Command> answers) {
    network = answers;
  }

  public CompletableFuture<Command> call(String address, Command request, long timeoutMillis) {
    Command answer = network.apply(address, request);
    return answer == null
        ? CompletableFuture.failedFuture(
            new RemotingException(address + " is out of reach within " + timeoutMillis + " ms"))
        : CompletableFuture.completedFuture(answer);
  }

  public FakeReply ask(FakeRequest request) {
    return request.answeredBy(processors);
  }

  public TopicConfig topic(String name, int queues) throws IOException {
    return topics.findOrCreate(TopicConfig.of(name, queues, Permission.READ_WRITE));
  }

  /** Stores a message as it is, whatever its properties ask for. */
  public void storeAsIs(String topic, int queueId, String body, Map<String, String> properties)
      throws IOException {
    byte[] encoded = PropertyBytes.encode(properties);
    String tag = properties.get(PropertyNames.TAGS);
    MessageDraft draft =
        new MessageDraft()
            .body(ByteBuffer.wrap(body.getBytes(UTF_8)))
            .properties(encoded, 0, encoded.length)
            .bornHost(new byte[] {10, 0, 0, 1}, 4711)
            .bornTimestamp(clock.millis())
            .tagsCode(tag == null ? 0 : tag.hashCode());
    assertThat(writer.write(topic, queueId, draft, new Appended()))
        .as("append: %s", store.refusal())
        .isEqualTo(AppendStatus.OK);
  }

  /** Stores a message as a send would. */
  public Appended store(String topic, int queueId, String body, Map<String, String> properties)
      throws IOException {
    byte[] encoded = PropertyBytes.encode(properties);
    String tag = properties.get(PropertyNames.TAGS);
    MessageDraft draft =
        new MessageDraft()
            .body(ByteBuffer.wrap(body.getBytes(UTF_8)))
            .properties(encoded, 0, encoded.length)
            .bornHost(new byte[] {10, 0, 0, 1}, 4711)
            .bornTimestamp(clock.millis())
            .tagsCode(tag == null ? 0 : tag.hashCode());
    Appended appended = new Appended();
    AppendStatus status;
    try {
      status =
          topic.equals(TopicNames.SCHEDULE)
              ? writer.write(topic, queueId, draft, appended)
              : writer.writeAsAsked(topic, queueId, encoded, draft, appended);
    } catch (CommandException e) {
      throw new AssertionError(e);
    }
    assertThat(status).as("append: %s", store.refusal()).isEqualTo(AppendStatus.OK);
    return appended;
  }

  /** What is asked of every message of a queue, in order. */
  public <T> List<T> messages(String topic, int queueId, Function<MessageRecord, T> question) {
    List<T> answers = new ArrayList<>();
    forEach(topic, queueId, record -> answers.add(question.apply(record)));
    return answers;
  }

  public List<String> bodies(String topic, int queueId) {
    return messages(topic, queueId, BrokerFixture::body);
  }

  public static String body(MessageRecord record) {
    return UTF_8.decode(record.body()).toString();
  }

  private void forEach(String topic, int queueId, Consumer<MessageRecord> action) {
    LogicalQueue queue = store.openQueue(topic, queueId);
    PullBatch batch = new PullBatch();
    MessageRecord record = new MessageRecord();
    long offset = queue.minOffset();
    while (offset < queue.maxOffset()) {
      store.pull(queue, offset, 32, 1 << 20, EntryFilter.ALL, batch);
      for (LogView view : batch.views()) {
        for (int at = 0; at < view.buffer().limit(); at += record.size()) {
          action.accept(record.wrap(view.buffer(), at));
        }
      }
      assertThat(batch.nextOffset()).as("offset after %s", offset).isGreaterThan(offset);
      offset = batch.nextOffset();
      batch.release();
    }
  }

  @Override
  public void close() {
    pulls.close();
    store.close();
    threads.close();
  }
}
