/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.apache.felix.gogo.runtime.activator.Activator;
import org.apache.felix.service.command.CommandProcessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.admin.BrokerAdmin;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;

/** The commands in a real Gogo, called as an operator types them. */
class GogoSessionTest {

  @TempDir private Path directory;
  private final FakeBroker broker = new FakeBroker();
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private Framework framework;
  private Activator gogo;
  private CommandsComponent commands;
  private ServiceRegistration<BrokerAdmin> brokerService;
  private GogoSession session;

  @BeforeEach
  void start() throws Exception {
    framework =
        new FrameworkFactory()
            .newFramework(
                Map.of(Constants.FRAMEWORK_STORAGE, directory.resolve("cache").toString()));
    framework.start();
    BundleContext context = framework.getBundleContext();
    gogo = new Activator();
    gogo.start(context);
    commands = new CommandsComponent(context);
    brokerService = context.registerService(BrokerAdmin.class, broker, null);
    session =
        new GogoSession(
            context.getService(context.getServiceReference(CommandProcessor.class)), output);
  }

  @AfterEach
  void stop() throws Exception {
    session.close();
    commands.close();
    gogo.stop(framework.getBundleContext());
    framework.stop();
    framework.waitForStop(10_000);
  }

  @Test
  void aNameWithADashIsACommand() throws Exception {
    assertThat(type("mq:topic-create orders --queues 4")).contains("topic", "orders");
    assertThat(type("mq:round-trip orders 3")).isEqualTo("sent 1\nreceived 1\n");
    assertThat(broker.asked).containsExactly("create orders 4", "round-trip orders 3");
  }

  @Test
  void theScopeMayBeLeftOut() throws Exception {
    assertThat(type("topics")).contains("T1");
    assertThat(type("help")).contains("mq:topics");
  }

  @Test
  void quotedTextAndNumbersArriveAsTyped() throws Exception {
    type("mq:send T 'two words' --key \"a 'b'\"");
    type("mq:send 007 1e3 --tag 0x10 --key true");
    type("mq:send %RETRY%g null");
    type("mq:send '%RETRY%g' \"100% 'sure' %\"");
    type("mq:send T --key k -- --json");

    assertThat(broker.asked)
        .containsExactly(
            "send T|null|a 'b'|two words",
            "send 007|0x10|true|1e3",
            "send %RETRY%g|null|null|null",
            "send %RETRY%g|null|null|100% 'sure' %",
            "send T|null|k|--json");
  }

  @Test
  void aStarIsNoFile() throws Exception {
    type("mq:send T *a?x --key 10.0.0.7@*=broker-a:0-3,*");
    assertThat(broker.asked).containsExactly("send T|null|10.0.0.7@*=broker-a:0-3,*|*a?x");
  }

  @Test
  void jsonIsPrintedAsItIs() throws Exception {
    assertThat(type("mq:topic-delete T --json")).isEqualTo("{\n  \"deleted\": \"T\"\n}\n");
  }

  @Test
  void everyCommandOfALineIsHeard() throws Exception {
    assertThat(type("mq:round-trip orders 1; mq:topic-delete T"))
        .isEqualTo("sent 1\nreceived 1\ndeleted topic T\n");
  }

  @Test
  void whatIsSaidBeforeAFailureIsHeard() {
    assertThatThrownBy(() -> type("mq:topic-delete T; mq:lag")).hasMessageContaining("GROUP");
    assertThat(output.toString(UTF_8)).isEqualTo("deleted topic T\n");
  }

  @Test
  void aFailureIsOneLineWithTheRemedy() {
    assertThatThrownBy(() -> type("mq:lag"))
        .hasMessage("GROUP is missing; usage: mq:lag GROUP [--json]");
    assertThatThrownBy(() -> type("mq:nothing"))
        .hasMessage("there is no command mq:nothing; mq:help lists them");
    brokerService.unregister();
    assertThatThrownBy(() -> type("mq:topics")).hasMessageStartingWith("no broker runs");
  }

  @Test
  void arithmeticStillWorks() throws Exception {
    type("mq:send T %(1+2)");

    assertThat(broker.asked).singleElement().asString().startsWith("send T|null|null|3");
  }

  private String type(String line) throws Exception {
    output.reset();
    session.execute(line);
    return output.toString(UTF_8);
  }
}
