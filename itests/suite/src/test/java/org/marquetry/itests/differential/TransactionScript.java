/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.differential;

import static org.marquetry.itests.differential.BodyFormat.MESSAGES;
import static org.marquetry.itests.differential.BodyFormat.NONE;
import static org.marquetry.itests.differential.Sends.properties;
import static org.marquetry.itests.differential.Sends.uniqueKey;
import static org.marquetry.itests.differential.Sends.v2;
import static org.marquetry.itests.differential.Session.ext;
import static org.marquetry.itests.differential.Session.utf8;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.marquetry.itests.wire.Wire;

/**
 * Half messages and their ends, with questions soon and often: needs a broker that is set so. The
 * reference stores a half message once more with every question, so positions are not compared.
 */
final class TransactionScript implements Script {
  private static final int END = 37;
  private static final int COMMIT = 8;
  private static final int ROLLBACK = 12;
  private static final int POSITION_DIGITS = 16;
  private static final String TOPIC = "DiffTx";
  private static final String GROUP = "DiffTxProducers";
  private static final String IMMUNE = "3600";

  private int keys;
  private int delivered;

  @Override
  public void speak(Session s) throws IOException {
    keys = 900;
    delivered = 0;
    s.ask("tx 17 topic", s.broker(), 17, SendScript.topic(TOPIC, 1, 6));
    late(s);
    decided(s);
    refused(s);
    s.ask("tx 25 soon", s.broker(), 25, Map.of(), utf8("transactionCheckInterval=1000"), NONE);
    asked(s);
    setAside(s);
  }

  private static Map<String, String> half(String group, String key, String... more) {
    StringBuilder all =
        new StringBuilder(
            properties(
                "TRAN_MSG", "true", "PGROUP", group, "UNIQ_KEY", key, "TAGS", "A", "KEYS", "k"));
    for (int i = 0; i < more.length; i += 2) {
      all.append(properties(more[i], more[i + 1]));
    }
    Map<String, String> header = v2(TOPIC, 0, all.toString());
    header.put("f", "4");
    header.put("g", Long.toString(System.currentTimeMillis()));
    return header;
  }

  /** Begins a transaction that is not asked for. */
  private RemotingCommand begin(Session s, String step, String... more) throws IOException {
    String[] all = new String[more.length + 2];
    System.arraycopy(more, 0, all, 0, more.length);
    all[more.length] = "CHECK_IMMUNITY_TIME_IN_SECONDS";
    all[more.length + 1] = IMMUNE;
    return s.ask(step, s.broker(), 310, half(GROUP, uniqueKey(keys++), all), utf8(step), NONE);
  }

  private static Map<String, String> end(RemotingCommand half, int decision) {
    Map<String, String> sent = half.getExtFields();
    String id = sent.get("msgId");
    Map<String, String> header = new LinkedHashMap<>();
    header.put("producerGroup", GROUP);
    header.put("tranStateTableOffset", sent.get("queueOffset"));
    header.put(
        "commitLogOffset",
        Long.toString(Long.parseLong(id.substring(id.length() - POSITION_DIGITS), 16)));
    header.put("commitOrRollback", Integer.toString(decision));
    header.put("fromTransactionCheck", "false");
    header.put("msgId", sent.get("transactionId"));
    header.put("transactionId", sent.get("transactionId"));
    return header;
  }

  private static Map<String, String> with(Map<String, String> header, Object... changes) {
    Map<String, String> changed = new LinkedHashMap<>(header);
    changed.putAll(ext(changes));
    return changed;
  }

  /** Writes down the next message of the topic. */
  private void recordDelivered(Session s, String step) throws IOException {
    s.untilEnd(TOPIC, 0, delivered + 1);
    Map<String, String> pull = PullScript.pull("DiffTxReaders", TOPIC, 0, delivered, 4, 0, "A");
    s.ask(step, s.broker(), 11, pull, MESSAGES);
    delivered++;
  }

  private void decided(Session s) throws IOException {
    Wire broker = s.broker();
    RemotingCommand first = begin(s, "tx half to commit", "user", "größe");
    s.ask("tx 30 before the commit", broker, 30, ext("topic", TOPIC, "queueId", 0));
    // The reference answers nobody who does not know yet; clients do not wait for it either.
    broker.sendOneWay(END, end(first, 0), null);
    s.ask("tx 37 commit", broker, END, end(first, COMMIT));
    recordDelivered(s, "tx 11 the committed message");
    RemotingCommand second = begin(s, "tx half to roll back");
    s.ask("tx 37 rollback", broker, END, end(second, ROLLBACK));
    s.ask("tx 30 after the rollback", broker, 30, ext("topic", TOPIC, "queueId", 0));
  }

  private void refused(Session s) throws IOException {
    Wire broker = s.broker();
    RemotingCommand half = begin(s, "tx half that is ended badly");
    Map<String, String> commit = end(half, COMMIT);
    s.ask("tx 37 other group", broker, END, with(commit, "producerGroup", "Other"));
    s.ask("tx 37 other place", broker, END, with(commit, "tranStateTableOffset", 4_711));
    s.ask("tx 37 no half message there", broker, END, with(commit, "commitLogOffset", 5));
    s.ask("tx 37 beyond the log", broker, END, with(commit, "commitLogOffset", 9_000_000_000L));
    s.ask("tx 37 negative position", broker, END, with(commit, "commitLogOffset", -1));
    s.ask("tx 37 without fields", broker, END, Map.of());
    Map<String, String> nobody = new LinkedHashMap<>(commit);
    nobody.remove("producerGroup");
    s.ask("tx 37 without group", broker, END, nobody);
    s.ask(
        "tx 37 rollback of another group's",
        broker,
        END,
        with(end(half, ROLLBACK), "producerGroup", "Other"));
    s.ask("tx 37 after all that", broker, END, commit);
    recordDelivered(s, "tx 11 the message that was ended badly first");
  }

  private void late(Session s) throws IOException {
    Map<String, String> header =
        half(GROUP, uniqueKey(keys++), "CHECK_IMMUNITY_TIME_IN_SECONDS", "1000");
    header.put("g", Long.toString(System.currentTimeMillis() - 2_000_000));
    RemotingCommand half =
        s.ask("tx half of long ago", s.broker(), 310, header, utf8("late"), NONE);
    s.ask("tx 37 commit too late", s.broker(), END, end(half, COMMIT));
    s.ask("tx 37 rollback too late", s.broker(), END, end(half, ROLLBACK));
    Map<String, String> answer = with(end(half, COMMIT), "fromTransactionCheck", true);
    s.ask("tx 37 as if asked", s.broker(), END, answer);
    recordDelivered(s, "tx 11 committed late");
  }

  /** A producer is asked, says unknown, is asked again, and commits. */
  private void asked(Session s) throws IOException {
    Wire producer = s.anotherToBroker();
    s.ask(
        "tx 34 of the producer",
        producer,
        34,
        Map.of(),
        utf8(
            "{\"clientID\":\"tx-1\",\"consumerDataSet\":[],\"producerDataSet\":[{\"groupName\":\""
                + GROUP
                + "\"}]}"),
        NONE);
    s.ask(
        "tx half to be asked for",
        producer,
        310,
        half(GROUP, uniqueKey(keys++)),
        utf8("asked for"),
        NONE);
    s.recordPushed("tx 39 first question", producer, MESSAGES);
    RemotingCommand second = s.recordPushed("tx 39 second question", producer, MESSAGES);
    Map<String, String> answer = new LinkedHashMap<>(second.getExtFields());
    answer
        .keySet()
        .retainAll(Set.of("commitLogOffset", "tranStateTableOffset", "msgId", "transactionId"));
    answer.putAll(
        ext("producerGroup", GROUP, "commitOrRollback", COMMIT, "fromTransactionCheck", true));
    s.ask("tx 37 commit when asked", producer, END, answer);
    recordDelivered(s, "tx 11 committed when asked");
  }

  /** Nobody answers for a group until the broker gives the message up. */
  private void setAside(Session s) throws IOException {
    String topic = "TRANS_CHECK_MAX_TIME_TOPIC";
    s.ask(
        "tx half of nobody",
        s.broker(),
        310,
        half("DiffTxNobody", uniqueKey(keys++)),
        utf8("nobody's"),
        NONE);
    s.untilEnd(topic, 0, 1);
    Map<String, String> pull = PullScript.pull("DiffTxReaders", topic, 0, 0, 4, 0, "*");
    s.ask("tx 11 given up", s.broker(), 11, pull, MESSAGES);
  }
}
