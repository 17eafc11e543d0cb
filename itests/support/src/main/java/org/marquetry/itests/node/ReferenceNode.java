/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The real RocketMQ name server and broker, one child process each. */
public final class ReferenceNode implements Node {
  private static final List<String> ACCESS =
      List.of(
          "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED");

  /** It starts often, and runs for a short time: the quick compiler alone costs least. */
  private static final String QUICK_START = "-XX:TieredStopAtLevel=1";

  private final NodeSpec spec;
  private final Path lib;
  private final List<String> brokerJvm;
  private ChildProcess nameServer;
  private ChildProcess broker;

  /**
   * @param lib directory with the reference's jars
   */
  public ReferenceNode(NodeSpec spec, Path lib) {
    this(
        spec,
        lib,
        List.of(
            "-Xms512m", "-Xmx512m", "-XX:MaxDirectMemorySize=1g", QUICK_START, "-XX:+UseSerialGC"));
  }

  /**
   * @param lib directory with the reference's jars
   * @param brokerJvm options of the broker's JVM
   */
  public ReferenceNode(NodeSpec spec, Path lib, List<String> brokerJvm) {
    this.spec = spec;
    this.lib = lib.toAbsolutePath();
    this.brokerJvm = List.copyOf(brokerJvm);
  }

  @Override
  public NodeSpec spec() {
    return spec;
  }

  @Override
  public void start() throws IOException {
    writeConfiguration();
    nameServer =
        java(
            "namesrv",
            List.of("-Xms128m", "-Xmx128m", QUICK_START, "-XX:+UseSerialGC"),
            "org.apache.rocketmq.namesrv.NamesrvStartup",
            "namesrv.conf");
    broker = java("broker", brokerJvm, "org.apache.rocketmq.broker.BrokerStartup", "broker.conf");
    Readiness.await(spec, () -> nameServer.isAlive() && broker.isAlive(), this::output);
  }

  private ChildProcess java(String name, List<String> options, String main, String configuration)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(ACCESS);
    command.add("-Duser.home=" + spec.home());
    command.add("-Drocketmq.home.dir=" + spec.home());
    command.add("-Drmq.logback.configurationFile=" + spec.home().resolve("logback.xml"));
    command.add("-cp");
    command.add(lib + "/*");
    command.add(main);
    command.add("-c");
    command.add(spec.home().resolve(configuration).toString());
    return ChildProcess.start(
        name, spec.home(), Map.of("NAMESRV_ADDR", spec.nameServer()), command);
  }

  private void writeConfiguration() throws IOException {
    Map<String, String> route = new LinkedHashMap<>();
    route.put("listenPort", Integer.toString(spec.routePort()));
    route.put("rocketmqHome", spec.home().toString());
    route.put("kvConfigPath", spec.home().resolve("kvConfig.json").toString());
    write("namesrv.conf", route);

    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("brokerClusterName", "DefaultCluster");
    settings.put("brokerName", spec.brokerName());
    settings.put("brokerIP1", "127.0.0.1");
    settings.put("brokerIP2", "127.0.0.1");
    settings.put("listenPort", Integer.toString(spec.brokerPort()));
    settings.put("haListenPort", Integer.toString(spec.brokerPort() + 1));
    settings.put("namesrvAddr", spec.nameServer());
    settings.put("storePathRootDir", spec.store().toString());
    settings.put("storePathCommitLog", spec.store().resolve("commitlog").toString());
    // A loaded test machine is slow at times, and disks are small or full: neither is the test's
    // matter.
    settings.put("waitTimeMillsInSendQueue", "10000");
    settings.put("osPageCacheBusyTimeOutMills", "10000");
    settings.put("diskMaxUsedSpaceRatio", "95");
    settings.putAll(spec.settings());
    write("broker.conf", settings);

    Files.writeString(
        spec.home().resolve("logback.xml"),
        """
        <configuration>
          <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
            <encoder><pattern>%d %level %logger{0} - %msg%n</pattern></encoder>
          </appender>
          <root level="WARN"><appender-ref ref="out"/></root>
        </configuration>
        """);
  }

  private void write(String file, Map<String, String> settings) throws IOException {
    List<String> lines = new ArrayList<>();
    settings.forEach((key, value) -> lines.add(key + "=" + value));
    Files.createDirectories(spec.home());
    Files.write(spec.home().resolve(file), lines);
  }

  private String output() {
    return "name server:\n" + nameServer.output() + "\nbroker:\n" + broker.output();
  }

  @Override
  public void stop() throws IOException {
    broker.stop();
    // It keeps nothing, and takes seconds to end by itself.
    nameServer.kill();
  }

  @Override
  public void kill() {
    broker.kill();
    nameServer.kill();
  }

  @Override
  public ProcessHandle brokerProcess() {
    return broker.handle();
  }

  @Override
  public void close() {
    if (broker != null) {
      broker.kill();
    }
    if (nameServer != null) {
      nameServer.kill();
    }
  }
}
