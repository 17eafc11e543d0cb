/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.marquetry.admin.AllocateAdmin;
import org.marquetry.admin.BrokerAdmin;
import org.marquetry.admin.DeadLetterAdmin;
import org.marquetry.admin.DelayAdmin;
import org.marquetry.admin.FilterAdmin;
import org.marquetry.admin.InterceptorAdmin;
import org.marquetry.admin.StoreAdmin;
import org.marquetry.admin.TransactionAdmin;
import org.marquetry.broker.admin.AdminProcessor;
import org.marquetry.broker.admin.BrokerParts;
import org.marquetry.broker.admin.LocalBrokerAdmin;
import org.marquetry.broker.admin.LocalFilterAdmin;
import org.marquetry.broker.admin.LocalStoreAdmin;
import org.marquetry.broker.admin.RequestPools;
import org.marquetry.broker.allocate.AllocationParts;
import org.marquetry.broker.allocate.QueueAllocation;
import org.marquetry.broker.client.ClientProcessor;
import org.marquetry.broker.client.Clients;
import org.marquetry.broker.client.Consumers;
import org.marquetry.broker.client.PerMemberGroups;
import org.marquetry.broker.client.Producers;
import org.marquetry.broker.config.BrokerSettings;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.config.SettingsException;
import org.marquetry.broker.delay.DelayParts;
import org.marquetry.broker.delay.DelayedDelivery;
import org.marquetry.broker.delay.LocalDelayAdmin;
import org.marquetry.broker.delay.RecallProcessor;
import org.marquetry.broker.filter.Comparisons;
import org.marquetry.broker.filter.Filters;
import org.marquetry.broker.filter.Lags;
import org.marquetry.broker.filter.Scans;
import org.marquetry.broker.group.GroupProcessor;
import org.marquetry.broker.group.LockProcessor;
import org.marquetry.broker.group.PendingResets;
import org.marquetry.broker.group.QueueLocks;
import org.marquetry.broker.handler.OwnCodes;
import org.marquetry.broker.handler.PluginRequests;
import org.marquetry.broker.intercept.DeliverInterception;
import org.marquetry.broker.intercept.Interceptions;
import org.marquetry.broker.intercept.SendInterception;
import org.marquetry.broker.lookup.LookupProcessor;
import org.marquetry.broker.pop.PopParts;
import org.marquetry.broker.pop.PopProcessor;
import org.marquetry.broker.pull.OffsetProcessor;
import org.marquetry.broker.pull.PullParts;
import org.marquetry.broker.pull.PullProcessor;
import org.marquetry.broker.registration.Registration;
import org.marquetry.broker.retention.BrokerRetention;
import org.marquetry.broker.retry.LocalDeadLetterAdmin;
import org.marquetry.broker.retry.SendBackProcessor;
import org.marquetry.broker.send.MessageWriter;
import org.marquetry.broker.send.Parking;
import org.marquetry.broker.send.ReplyProcessor;
import org.marquetry.broker.send.SendParts;
import org.marquetry.broker.send.SendProcessor;
import org.marquetry.broker.stats.BrokerStats;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.broker.topic.TopicListener;
import org.marquetry.broker.transaction.TransactionParts;
import org.marquetry.broker.transaction.TransactionService;
import org.marquetry.delay.DelayEngine;
import org.marquetry.plugin.PluginCalls;
import org.marquetry.remoting.Connection;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.RemotingClient;
import org.marquetry.remoting.RemotingServer;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ServerSettings;
import org.marquetry.store.kernel.AppendListener;
import org.marquetry.store.kernel.StoreException;
import org.marquetry.system.Clock;
import org.marquetry.system.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running broker: its state, what answers its clients, and the work that goes on beside. Knows no
 * OSGi. Thread-safe.
 */
public final class Broker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Broker.class);
  private static final int SCAN_THREADS = 2;
  private static final int MOST_SCANS = 1024;

  private final LiveSettings settings;
  private final BrokerState state;
  private final BrokerParts parts;
  private final BrokerAdmin admin;
  private final InterceptorAdmin interceptors;
  private final FilterAdmin filterAdmin;
  private final Comparisons comparisons;
  private final QueueAllocation allocation;
  private final SendProcessor sends;
  private final ReplyProcessor replies;
  private final Scheduler.Pool sendPool;
  private final Scheduler.Pool popPool;
  private final PullProcessor pulls;
  private final PopProcessor pops;
  private final DelayedDelivery delayed;
  private final DelayAdmin delayAdmin;
  private final Registration registration;
  private final TransactionService transactions;
  private final DeadLetterAdmin deadLetters;
  private final Scheduler.Pool endPool;
  private final RemotingClient client;
  private final List<RemotingServer> servers = new ArrayList<>();
  private final List<Scheduler.Pool> pools = new ArrayList<>();
  private final List<Scheduler.Task> tasks = new ArrayList<>();
  private final Processors processors;
  private final Processors vipProcessors;
  private volatile InetSocketAddress address;

  private Broker(LiveSettings settings, BrokerState state, Node node) throws IOException {
    this.settings = settings;
    this.state = state;
    Clock clock = node.clock();
    Scheduler scheduler = node.scheduler();
    BrokerSettings atStart = settings.current();
    BrokerStats stats = new BrokerStats(clock);
    QueueLocks locks = state.leases().locks();
    PendingResets resets = new PendingResets();
    Consumers consumers = new Consumers(state.groups(), locks, state.perMember(), clock);
    Clients clients = new Clients(consumers, new Producers(clock));
    Parking parking = new Parking(state.store(), settings, clock);
    MessageWriter writer = new MessageWriter(state.store(), parking);
    this.sendPool =
        threads(
            pool(scheduler, "send", atStart.sends().threads(), atStart.sends().queueCapacity()),
            "sends wait for the disk",
            "sendThreadPoolQueueCapacity, or more threads by sendMessageThreadPoolNums");
    Scheduler.Pool pullPool =
        threads(
            pool(scheduler, "pull", atStart.pulls().threads(), atStart.pulls().queueCapacity()),
            "pulls wait for the disk",
            "pullThreadPoolQueueCapacity, or more threads by pullMessageThreadPoolNums");
    this.popPool =
        threads(
            pool(scheduler, "pop", atStart.pulls().threads(), atStart.pulls().queueCapacity()),
            "pops and acknowledgements wait for a thread",
            "pullThreadPoolQueueCapacity, or more threads by pullMessageThreadPoolNums");
    this.endPool =
        threads(
            pool(scheduler, "end-transaction", 1, atStart.transactions().queueCapacity()),
            "ends of transactions wait for the disk",
            "endTransactionPoolQueueCapacity");
    Scheduler.Pool adminPool =
        threads(
            pool(
                scheduler,
                "admin",
                atStart.administration().threads(),
                atStart.administration().queueCapacity()),
            "requests of clients and tools wait for a thread",
            "adminBrokerThreadPoolQueueCapacity, or more threads by adminBrokerThreadPoolNums");
    SendInterception sendInterception =
        new SendInterception(
            node.plugins().sendInterceptors(),
            node.plugins()::installed,
            atStart.sends().queueCapacity());
    DeliverInterception deliverInterception =
        new DeliverInterception(node.plugins().deliverInterceptors(), node.plugins()::installed);
    this.interceptors = new Interceptions(sendInterception, deliverInterception);
    SendParts sendParts =
        new SendParts(
            settings,
            state.topics(),
            consumers,
            state.store(),
            parking,
            stats,
            sendInterception,
            clock,
            scheduler);
    this.sends = new SendProcessor(sendParts, sendPool);
    this.replies = new ReplyProcessor(sendParts, clients.producers(), writer);
    Filters filters = new Filters(node.plugins().filters(), state.filters(), clock, scheduler);
    PullParts pullParts =
        new PullParts(
            settings,
            state.topics(),
            consumers,
            state.store(),
            state.consumerOffsets(),
            resets,
            state.perMember(),
            filters,
            stats,
            deliverInterception,
            clock,
            scheduler);
    this.pulls = new PullProcessor(pullParts, pullPool);
    Scans scans =
        new Scans(
            state.store(),
            filters.judge(),
            pool(scheduler, "filter-scan", SCAN_THREADS, MOST_SCANS),
            scheduler);
    this.comparisons = new Comparisons(state.store(), scans, clock, scheduler);
    this.pops =
        new PopProcessor(
            new PopParts(
                settings,
                state.topics(),
                consumers,
                state.store(),
                writer,
                state.consumerOffsets(),
                resets,
                filters,
                stats,
                deliverInterception,
                clock,
                scheduler),
            popPool);
    forgetDeleted();
    this.client = new RemotingClient("broker", Processors.builder().build(), this::connectionLost);
    PluginCalls<DelayEngine> engines = node.plugins().delayEngines();
    this.delayed =
        new DelayedDelivery(
            new DelayParts(
                settings,
                state.store(),
                writer,
                state.topics(),
                engines,
                state.delayOffsets(),
                state.delayProgress(),
                state.cancelledLevels(),
                state.timerCheck(),
                node.disk(),
                clock,
                scheduler));
    this.delayAdmin = new LocalDelayAdmin(delayed, settings, engines, clock);
    AppendListener held = pulls.appendListener();
    AppendListener popping = pops.appendListener();
    state
        .store()
        .onAppend(
            (queue, offset, tagsCode) -> {
              held.appended(queue, offset, tagsCode);
              popping.appended(queue, offset, tagsCode);
              delayed.appended(queue, offset, tagsCode);
            });
    this.deadLetters =
        new LocalDeadLetterAdmin(state.store(), writer, state.topics(), state.consumerOffsets());
    this.transactions =
        new TransactionService(
            new TransactionParts(
                settings,
                state.topics(),
                clients.producers(),
                state.store(),
                writer,
                state.transactions(),
                stats,
                clock,
                scheduler));
    this.registration =
        new Registration(
            settings, state.topics(), client::call, this::addressText, clock, scheduler);
    this.parts =
        new BrokerParts(
            settings,
            state.topics(),
            state.groups(),
            clients,
            locks,
            resets,
            state.store(),
            state.consumerOffsets(),
            filters,
            new Lags(state.store(), scans),
            stats,
            delayed,
            registration,
            new RequestPools(sendPool, pullPool, endPool, adminPool),
            this::addressText,
            clock);
    this.admin = new LocalBrokerAdmin(parts, client::call, scheduler);
    this.filterAdmin = new LocalFilterAdmin(parts, comparisons);
    this.allocation =
        new QueueAllocation(
            new AllocationParts(
                settings,
                state.topics(),
                state.groups(),
                consumers,
                state.allocation(),
                node.plugins().strategies(),
                client::call,
                registration::changesTold,
                () -> address.getPort(),
                clock,
                scheduler));
    Processors own =
        sending(Processors.builder(), writer, locks, adminPool, pullParts)
            .inline(RequestCode.PULL_MESSAGE, pulls)
            .inline(RequestCode.LITE_PULL_MESSAGE, pulls)
            .build();
    PluginRequests others = new PluginRequests(node.plugins().handlers(new OwnCodes(own)));
    this.processors = own.otherwise(others);
    this.vipProcessors =
        sending(Processors.builder(), writer, locks, adminPool, pullParts)
            .build()
            .otherwise(others);
    tasks.add(
        scheduler.every(
            "stats", BrokerStats.SAMPLE_MILLIS, BrokerStats.SAMPLE_MILLIS, stats::sample));
    tasks.add(
        scheduler.every(
            "client-expiry", Clients.SCAN_MILLIS, Clients.SCAN_MILLIS, clients::expire));
    tasks.add(
        scheduler.every(
            "per-member-groups",
            PerMemberGroups.TICK_MILLIS,
            PerMemberGroups.TICK_MILLIS,
            state.perMember()::tick));
    int persistMillis = atStart.administration().consumerOffsetPeriodMillis();
    tasks.add(
        scheduler.every(
            "consumer-offsets", persistMillis, persistMillis, state.consumerOffsets()::persist));
    tasks.add(
        scheduler.every(
            "member-offsets", persistMillis, persistMillis, state.perMember().offsets()::persist));
  }

  /** What is not among the {@link BrokerParts} forgets deleted groups and topics too. */
  private void forgetDeleted() {
    state.groups().onRemove(pulls::groupRemoved);
    state.groups().onRemove(pops::groupRemoved);
    state.groups().onRemove(group -> comparisons.forget(each -> each.group().equals(group)));
    state
        .topics()
        .onChange(
            new TopicListener() {
              @Override
              public void changed(TopicConfig topic) {}

              @Override
              public void deleted(String topic) {
                comparisons.forget(each -> each.topic().equals(topic));
              }
            });
  }

  private void connectionLost(String peer) {
    registration.connectionLost(peer);
  }

  /** Has a pool say what is short. */
  private Scheduler.Pool threads(Scheduler.Pool pool, String requests, String keys) {
    RequestThreads threads = new RequestThreads(pool, requests, "raise " + keys);
    pools.remove(pool);
    pools.add(threads);
    return threads;
  }

  private Scheduler.Pool pool(Scheduler scheduler, String name, int threads, int queueCapacity) {
    Scheduler.Pool pool = scheduler.pool(name, threads, queueCapacity);
    pools.add(pool);
    return pool;
  }

  /** Everything but pulls: what the port for producers serves too. */
  private Processors.Builder sending(
      Processors.Builder builder,
      MessageWriter writer,
      QueueLocks locks,
      Scheduler.Pool adminPool,
      PullParts pullParts) {
    builder
        .inline(RequestCode.SEND_MESSAGE, sends)
        .inline(RequestCode.SEND_MESSAGE_V2, sends)
        .inline(RequestCode.SEND_BATCH_MESSAGE, sends);
    pops.contribute(builder, popPool);
    new OffsetProcessor(pullParts).register(builder, adminPool);
    new ClientProcessor(
            parts.clients(),
            state.groups(),
            state.topics(),
            pullParts.filters(),
            allocation.memberLists(),
            settings)
        .contribute(builder, adminPool);
    allocation.contribute(builder, adminPool);
    new GroupProcessor(state.groups()).contribute(builder, adminPool);
    new LockProcessor(locks, state.perMember(), state.leases()::ownersOnDisk)
        .contribute(builder, adminPool);
    new SendBackProcessor(
            state.groups(), state.topics(), state.store(), writer, parts.stats(), settings)
        .contribute(builder, adminPool);
    new RecallProcessor(settings, state.topics(), state.store(), delayed)
        .contribute(builder, adminPool);
    new LookupProcessor(state.store(), parts.clients().consumers()).contribute(builder, adminPool);
    replies.contribute(builder, sendPool);
    transactions.contribute(builder, endPool, adminPool);
    new AdminProcessor(parts).contribute(builder, adminPool);
    return builder;
  }

  /**
   * Opens the store and serves clients. Blocks, longer after a crash.
   *
   * @param given configuration keys and texts
   * @throws StartException if it cannot: nothing is left behind
   */
  public static Broker start(Map<String, String> given, Node node) throws StartException {
    LiveSettings settings;
    try {
      settings = new LiveSettings(given, node.dataDirectory());
    } catch (SettingsException e) {
      throw new StartException(e.getMessage(), e);
    }
    BrokerState state;
    try {
      state = BrokerState.open(settings, node);
    } catch (StoreException | IOException e) {
      throw new StartException(e.getMessage(), e);
    }
    Broker broker;
    try {
      broker = new Broker(settings, state, node);
    } catch (IOException e) {
      state.store().close();
      throw new StartException(e.getMessage(), e);
    }
    try {
      broker.serve();
    } catch (IOException | RuntimeException e) {
      broker.close();
      throw new StartException(e.getMessage(), e);
    }
    return broker;
  }

  private void serve() throws IOException {
    transactions.recover();
    state
        .store()
        .keepBy(new BrokerRetention(settings, state.topics(), List.of(delayed, transactions)));
    pops.start(state.foreignPops(delayed));
    BrokerSettings.Network network = settings.current().network();
    InetAddress host = AdvertisedAddress.of(network);
    if (network.listenPort() > 0) {
      address(new InetSocketAddress(host, network.listenPort()));
    }
    int port = listen("broker", network, network.listenPort(), processors);
    if (network.listenPort() == 0) {
      address(new InetSocketAddress(host, port));
    }
    if (network.vipPort()) {
      listenForVips(network, port - 2);
    }
    delayed.start();
    transactions.start();
    registration.start();
    LOG.info(
        "Broker {} of cluster {} serves clients at {}, store {}",
        settings.current().identity().name(),
        settings.current().identity().cluster(),
        addressText(),
        settings.current().store().root());
  }

  private void address(InetSocketAddress value) {
    address = value;
    state.store().storeHost(value);
    sends.storeHost(value);
    replies.storeHost(value);
  }

  private int listen(String name, BrokerSettings.Network network, int port, Processors answering)
      throws IOException {
    Consumer<Connection> onConnect =
        connection ->
            connection.onClose(
                () -> {
                  pulls.disconnected(connection);
                  pops.disconnected(connection);
                });
    RemotingServer server =
        new RemotingServer(
            new ServerSettings(
                name,
                network.bindAddress(),
                port,
                network.ioThreads(),
                network.idleSeconds(),
                ServerSettings.MAX_FRAME_BYTES,
                ServerSettings.of(name, network.bindAddress(), port).maxInFlight(),
                network.nativeTransport()),
            answering,
            onConnect);
    int bound = server.start();
    servers.add(server);
    return bound;
  }

  private void listenForVips(BrokerSettings.Network network, int port) {
    try {
      listen("broker-vip", network, port, vipProcessors);
    } catch (IOException e) {
      LOG.warn("Clients with vipChannelEnabled cannot be served: {}", e.getMessage());
    }
  }

  /** The next broker, if it is of this kind, has taken over nothing from others. */
  private void notePops() {
    try {
      if (address != null) {
        state.foreignPops(delayed).known();
      }
    } catch (IOException e) {
      LOG.warn("What others popped will be looked for once more: {}", e.getMessage());
    }
  }

  /** {@code ip:port} that clients connect to. */
  public String addressText() {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  public LiveSettings settings() {
    return settings;
  }

  /** Whether it is registered with a name server, or has none to register with. */
  public boolean registered() {
    Map<String, Boolean> nameServers = registration.nameServers();
    return nameServers.isEmpty() || nameServers.containsValue(true);
  }

  /** What operators ask of this broker. */
  public BrokerAdmin admin() {
    return admin;
  }

  /** What operators ask of this broker's filters. */
  public FilterAdmin filters() {
    return filterAdmin;
  }

  public StoreAdmin storeAdmin() {
    return new LocalStoreAdmin(state.store(), settings);
  }

  /** What operators ask of the allocation of queues. */
  public AllocateAdmin allocateAdmin() {
    return allocation.admin();
  }

  /** What operators ask of messages that wait. */
  public DelayAdmin delayAdmin() {
    return delayAdmin;
  }

  /** What operators ask of the messages that consumers have given up. */
  public DeadLetterAdmin deadLetters() {
    return deadLetters;
  }

  /** What operators ask of this broker's transactions. */
  public TransactionAdmin transactions() {
    return transactions.admin();
  }

  /** What operators ask of this broker's interceptors. */
  public InterceptorAdmin interceptors() {
    return interceptors;
  }

  /**
   * Stops: unregisters, answers what is under way, writes everything and marks the stop as clean.
   */
  @Override
  public void close() {
    registration.close();
    pulls.close();
    pops.close();
    sends.stopWaiting();
    servers.forEach(RemotingServer::close);
    delayed.close();
    notePops();
    transactions.close();
    comparisons.close();
    sends.close();
    tasks.forEach(Scheduler.Task::cancel);
    pools.forEach(Scheduler.Pool::close);
    client.close();
    try {
      state.close();
    } catch (IOException e) {
      LOG.error("The broker's tables could not be written", e);
    }
  }
}
