/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.talk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.tools.command.MQAdminStartup;

/** What the admin tool prints. It prints to the process's output: nobody else may meanwhile. */
final class MqadminPart implements Part {

  private static final String TOPIC = "TalkAdmin";
  private static final String GROUP = "TalkAdminGroup";

  private final Scene scene;

  MqadminPart(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void play(Facts facts) throws Exception {
    scene.topic(TOPIC, 1);
    DefaultMQProducer producer = scene.producer("TalkAdminProducers");
    SendResult first = scene.send(producer, TOPIC, 0, "key0", "m0");
    for (int i = 1; i < 4; i++) {
      scene.send(producer, TOPIC, 0, "key" + i, "m" + i);
    }
    Scene.Consumer consumer = scene.consumer(GROUP, TOPIC);
    facts.say("consumed", consumer.take(4));
    facts.say("committed", scene.caughtUp(GROUP, TOPIC, 4));
    Scene.await(() -> producer.queryMessage(TOPIC, "key3", 8, 0, Long.MAX_VALUE) != null);

    lookUp(facts, first);
    watch(facts, consumer.id());
    consumer.stop();
    move(facts);
    delete(facts);
  }

  private void lookUp(Facts facts, SendResult first) {
    run(facts, "queryMsgByKey", "-t", TOPIC, "-k", "key2");
    run(facts, "queryMsgByUniqueKey", "-t", TOPIC, "-i", first.getMsgId());
    run(facts, "queryMsgById", "-t", TOPIC, "-i", first.getOffsetMsgId());
    run(facts, "queryMsgByOffset", "-t", TOPIC, "-b", scene.brokerName(), "-i", "0", "-o", "1");
    run(facts, "printMsg", "-t", TOPIC, "-d", "true");
    run(facts, "topicStatus", "-t", TOPIC);
  }

  private void watch(Facts facts, String client) {
    run(facts, "consumerConnection", "-g", GROUP);
    run(facts, "consumerProgress", "-g", GROUP);
    run(facts, "consumerProgress", "-g", GROUP, "-t", TOPIC);
    names(facts, "consumerStatus", "-g", GROUP, "-i", client);
    run(facts, "getConsumerStatus", "-g", GROUP, "-t", TOPIC, "-i", client);
    run(facts, "statsAll", "-t", TOPIC);
    names(facts, "brokerStatus", "-b", scene.broker());
  }

  private void move(Facts facts) {
    run(facts, "resetOffsetByTime", "-g", GROUP, "-t", TOPIC, "-s", "1000");
    run(facts, "consumerProgress", "-g", GROUP, "-t", TOPIC);
    run(facts, "skipAccumulatedMessage", "-g", GROUP, "-t", TOPIC);
    run(facts, "consumerProgress", "-g", GROUP, "-t", TOPIC);
    run(facts, "cloneGroupOffset", "-s", GROUP, "-d", GROUP + "Clone", "-t", TOPIC);
    run(facts, "consumerProgress", "-g", GROUP + "Clone", "-t", TOPIC);
    run(facts, "resetOffsetByTime", "-g", GROUP, "-t", "NoSuchTopic", "-s", "1000");
  }

  private void delete(Facts facts) {
    run(facts, "deleteSubGroup", "-b", scene.broker(), "-g", GROUP, "-r", "true");
    run(facts, "consumerProgress", "-g", GROUP, "-t", TOPIC);
    run(facts, "deleteTopic", "-c", "DefaultCluster", "-t", TOPIC);
    run(facts, "topicStatus", "-t", TOPIC);
  }

  /** Says every line that a command prints. */
  private void run(Facts facts, String... command) {
    String step = String.join(" ", command);
    String printed = printed(command);
    printed.lines().filter(MqadminPart::telling).forEach(line -> facts.say(step, line));
  }

  /** Says the names that stand at the begin of a command's lines. */
  private void names(Facts facts, String... command) {
    Set<String> names =
        printed(command)
            .lines()
            .filter(line -> line.contains(":"))
            .map(line -> line.replaceFirst(":.*", "").strip())
            .collect(Collectors.toCollection(TreeSet::new));
    facts.say(String.join(" ", command), names);
  }

  /** Stack traces say where the tool stood, which does not matter. */
  private static boolean telling(String line) {
    return !line.isBlank() && !line.startsWith("\tat ") && !line.startsWith("\t...");
  }

  private String printed(String... command) {
    PrintStream out = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, UTF_8));
    try {
      String[] all = new String[command.length + 2];
      System.arraycopy(command, 0, all, 0, command.length);
      all[command.length] = "-n";
      all[command.length + 1] = scene.nameServer();
      MQAdminStartup.main0(all, null);
    } finally {
      System.out.flush();
      System.setOut(out);
    }
    return bytes.toString(UTF_8);
  }
}
