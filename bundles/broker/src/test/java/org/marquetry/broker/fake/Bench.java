/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.marquetry.broker.config.BrokerSettings;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.filter.FilterTable;
import org.marquetry.broker.filter.Filters;
import org.marquetry.broker.group.PendingResets;
import org.marquetry.broker.intercept.DeliverInterception;
import org.marquetry.broker.intercept.SendInterception;
import org.marquetry.broker.json.JsonFile;
import org.marquetry.broker.pull.Membership;
import org.marquetry.broker.pull.Memberships;
import org.marquetry.broker.pull.OffsetProcessor;
import org.marquetry.broker.pull.PullParts;
import org.marquetry.broker.pull.PullProcessor;
import org.marquetry.broker.send.Parking;
import org.marquetry.broker.send.SendParts;
import org.marquetry.broker.send.SendProcessor;
import org.marquetry.broker.spi.DeliverInterceptor;
import org.marquetry.broker.spi.SendInterceptor;
import org.marquetry.broker.stats.BrokerStats;
import org.marquetry.broker.topic.SystemTopics;
import org.marquetry.broker.topic.TopicFile;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.broker.topic.TopicTable;
import org.marquetry.filter.FilterProvider;
import org.marquetry.message.MessageRecord;
import org.marquetry.plugin.Providers;
import org.marquetry.remoting.Dispatch;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.RequestCode;
import org.marquetry.store.LogView;
import org.marquetry.store.StorageBackend;
import org.marquetry.store.kernel.ConsumerOffsets;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.system.machine.FileDisk;
import org.marquetry.system.machine.SystemClock;
import org.marquetry.system.machine.ThreadScheduler;

/** A real store under real processors of sends and pulls; all else is fake. */
public final class Bench implements AutoCloseable {

  public final FakeClock clock = new FakeClock();
  public final ManualScheduler scheduler = new ManualScheduler();
  public final FakeGroups groups = new FakeGroups();
  public final ConsumerOffsets offsets;
  public final PendingResets resets = new PendingResets();
  public final LiveSettings settings;
  public final TopicTable topics;
  public final MessageStore store;
  public final BrokerStats stats;
  public final ManualCalls<SendInterceptor> sendInterceptors = new ManualCalls<>();
  public final ManualCalls<DeliverInterceptor> deliverInterceptors = new ManualCalls<>();

  /** Ids of bundles that are there. */
  public final Set<Long> bundles = new HashSet<>();

  public final ManualCalls<FilterProvider> filterPlugins = new ManualCalls<>();
  public final Filters filters;

  /** What clients are served as, by group. */
  public final Map<String, Membership> members = new HashMap<>();

  public final SendProcessor sends;
  public final PullProcessor pulls;
  public final Processors processors;

  /** What was handed to the executor of sends or pulls, run at once. */
  public int deferred;

  /** Takes what is handed over instead, where it is set. */
  public Executor executor;

  private final ThreadScheduler threads = new ThreadScheduler("bench");

  public Bench(Path directory, String... keysAndValues) throws Exception {
    this(directory, new MappedOnly(), keysAndValues);
  }

  public Bench(Path directory, Providers<StorageBackend> backends, String... keysAndValues)
      throws Exception {
    Map<String, String> given = new HashMap<>();
    given.put("mappedFileSizeCommitLog", "4194304");
    given.put("maxMessageSize", "65536");
    given.put("mappedFileSizeConsumeQueue", "20000");
    given.put("diskSpaceWarningLevelRatio", "100");
    given.put("messageIndexEnable", "false");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      given.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    settings = new LiveSettings(given, directory);
    offsets = ConsumerOffsets.open(new MemoryDisk(), Path.of("offsets.json"), clock);
    BrokerSettings.LightQueues light = settings.current().lightQueues();
    topics =
        new TopicTable(
            new TopicFile(new MemoryDisk(), Path.of("topics.json")), clock, light.enabled());
    topics.createSystemTopics(SystemTopics.of(settings.current()));
    store =
        MessageStore.open(
            settings.current().store(),
            backends,
            new FileDisk(),
            new SystemClock(),
            threads,
            record -> 0,
            light.fanOut() ? TopicNames::fansOut : topic -> false);
    InetSocketAddress host = new InetSocketAddress(InetAddress.getLoopbackAddress(), 10911);
    store.storeHost(host);
    stats = new BrokerStats(clock);
    Executor mayBlock =
        task -> {
          deferred++;
          if (executor != null) {
            executor.execute(task);
          } else {
            task.run();
          }
        };
    Parking parking = new Parking(store, settings, clock);
    sends =
        new SendProcessor(
            new SendParts(
                settings,
                topics,
                groups,
                store,
                parking,
                stats,
                new SendInterception(
                    sendInterceptors,
                    bundles::contains,
                    settings.current().sends().queueCapacity()),
                clock,
                scheduler),
            mayBlock);
    sends.storeHost(host);
    FilterTable table =
        FilterTable.open(
            new JsonFile(new MemoryDisk(), Path.of("filters.json")), Filters::condition);
    filters = new Filters(filterPlugins, table, clock, scheduler);
    Memberships memberships = (group, connection) -> members.get(group);
    PullParts parts =
        new PullParts(
            settings,
            topics,
            groups,
            store,
            offsets,
            resets,
            memberships,
            filters,
            stats,
            new DeliverInterception(deliverInterceptors, bundles::contains),
            clock,
            scheduler);
    pulls = new PullProcessor(parts, mayBlock);
    store.onAppend(pulls.appendListener());
    Processors.Builder builder =
        Processors.builder()
            .inline(RequestCode.SEND_MESSAGE, sends)
            .inline(RequestCode.SEND_MESSAGE_V2, sends)
            .inline(RequestCode.SEND_BATCH_MESSAGE, sends)
            .inline(RequestCode.PULL_MESSAGE, pulls)
            .inline(RequestCode.LITE_PULL_MESSAGE, pulls);
    new OffsetProcessor(parts).register(builder, mayBlock);
    processors = builder.build();
  }

  /** A send of code 310 to queue 0. */
  public static FakeRequest send(String topic, String body, String... properties) {
    StringBuilder encoded = new StringBuilder();
    for (int i = 0; i < properties.length; i += 2) {
      encoded.append(properties[i]).append('\u0001').append(properties[i + 1]).append('\u0002');
    }
    return FakeRequest.of(RequestCode.SEND_MESSAGE_V2)
        .with("a", "PG")
        .with("b", topic)
        .with("c", "TBW102")
        .with("d", 4)
        .with("e", 0)
        .with("f", 0)
        .with("g", 1_795_221_700_000L)
        .with("h", 0)
        .with("i", encoded)
        .with("j", 0)
        .with("k", false)
        .with("m", false)
        .body(body.getBytes(UTF_8));
  }

  /** A pull of up to 32 messages that may not be held. */
  public static FakeRequest pull(String group, String topic, int queueId, long offset) {
    return FakeRequest.of(RequestCode.PULL_MESSAGE)
        .with("consumerGroup", group)
        .with("topic", topic)
        .with("queueId", queueId)
        .with("queueOffset", offset)
        .with("maxMsgNums", 32)
        .with("sysFlag", 0)
        .with("commitOffset", 0)
        .with("suspendTimeoutMillis", 15_000)
        .with("subVersion", 5);
  }

  public FakeReply answer(FakeRequest request) {
    return request.answeredBy(processors);
  }

  /** Has the request processed; the reply may come later. */
  public void submit(FakeRequest request) {
    Dispatch.run(processors, request);
  }

  /** The messages of a reply's body. */
  public static List<MessageRecord> messages(FakeReply reply) {
    List<MessageRecord> messages = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(reply.bytes());
    int at = 0;
    while (at < bytes.limit()) {
      MessageRecord record = new MessageRecord().wrap(bytes, at);
      messages.add(record);
      at += record.size();
    }
    return messages;
  }

  public static String text(MessageRecord message) {
    return UTF_8.decode(message.body()).toString();
  }

  /** The message at an offset of a queue. */
  public MessageRecord stored(String topic, int queueId, long offset) {
    LogView view = store.record(store.queue(topic, queueId).position(offset));
    byte[] bytes = new byte[view.buffer().remaining()];
    view.buffer().duplicate().get(bytes);
    view.release();
    return new MessageRecord().wrap(ByteBuffer.wrap(bytes), 0);
  }

  @Override
  public void close() {
    pulls.close();
    sends.close();
    store.close();
    threads.close();
  }
}
