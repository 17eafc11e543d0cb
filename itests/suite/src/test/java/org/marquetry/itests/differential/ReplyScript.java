/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.differential;

import static org.marquetry.itests.differential.BodyFormat.JSON;
import static org.marquetry.itests.differential.BodyFormat.NONE;
import static org.marquetry.itests.differential.Sends.properties;
import static org.marquetry.itests.differential.Sends.uniqueKey;
import static org.marquetry.itests.differential.Sends.v1;
import static org.marquetry.itests.differential.Sends.v2;
import static org.marquetry.itests.differential.Session.ext;
import static org.marquetry.itests.differential.Session.utf8;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.marquetry.itests.wire.Wire;

/** Replies to requests: passed on to the client that asked, or refused. */
final class ReplyScript implements Script {
  private static final int SEND_REPLY = 324;
  private static final int SEND_REPLY_V2 = 325;
  private static final int SYSTEM_ERROR = 1;
  private static final String TOPIC = "DefaultCluster_REPLY_TOPIC";
  private static final String REQUESTER = "127.0.0.1@requester";

  @Override
  public void speak(Session s) throws IOException {
    s.ask("reply 351 topic", s.broker(), 351, ext("topic", TOPIC), JSON);
    Wire requester = s.anotherToBroker();
    s.ask(
        "reply 34 of the requester",
        requester,
        34,
        Map.of(),
        utf8(
            "{\"clientID\":\""
                + REQUESTER
                + "\",\"consumerDataSet\":[],\"producerDataSet\":[{\"groupName\":\"DiffAsking\"}]}"),
        NONE);
    passedOn(s, requester, "taken", SEND_REPLY_V2, v2(TOPIC, 0, reply(960, REQUESTER)), 0);
    passedOn(s, requester, "old form", SEND_REPLY, v1(TOPIC, 0, reply(961, REQUESTER)), 0);
    passedOn(
        s, requester, "refused", SEND_REPLY_V2, v2(TOPIC, 0, reply(962, REQUESTER)), SYSTEM_ERROR);
    Map<String, String> gone = v2(TOPIC, 0, reply(963, "127.0.0.1@nobody"));
    s.ask("reply to a requester that is gone", s.broker(), SEND_REPLY_V2, gone, utf8("x"), NONE);
    Map<String, String> nobody = v2(TOPIC, 0, properties("UNIQ_KEY", uniqueKey(964)));
    s.ask("reply to nobody", s.broker(), SEND_REPLY_V2, nobody, utf8("x"), NONE);
    s.ask("reply without fields", s.broker(), SEND_REPLY_V2, Map.of(), utf8("x"), NONE);
    s.ask("reply 30 what was kept", s.broker(), 30, ext("topic", TOPIC, "queueId", 0));
  }

  private static String reply(int key, String requester) {
    return properties(
        "UNIQ_KEY",
        uniqueKey(key),
        "MSG_TYPE",
        "reply",
        "CORRELATION_ID",
        "c-" + key,
        "REPLY_TO_CLIENT",
        requester,
        "TTL",
        "3000");
  }

  /** The requester gets the reply, and says what it thinks of it. */
  private static void passedOn(
      Session s, Wire requester, String how, int code, Map<String, String> header, int answer)
      throws IOException {
    Wire broker = s.broker();
    CompletableFuture<RemotingCommand> sent =
        broker.send(broker.request(code, header, utf8("reply " + how)));
    RemotingCommand pushed = s.recordPushed("reply 326 " + how, requester, NONE);
    RemotingCommand response = RemotingCommand.createResponseCommand(answer, "as scripted");
    response.setOpaque(pushed.getOpaque());
    response.markResponseType();
    requester.write(response);
    s.record("reply " + how, sent, NONE);
  }
}
