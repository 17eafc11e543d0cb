/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import java.util.concurrent.Executor;
import org.marquetry.broker.json.JsonText;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.store.kernel.MessageStore;

/** Answers tools that ask about replicas: a master without slaves. Thread-safe. */
final class ReplicationProcessor {

  private final MessageStore store;

  ReplicationProcessor(MessageStore store) {
    this.store = store;
  }

  void contribute(Processors.Builder builder, Executor executor) {
    builder
        .on(executor, RequestCode.GET_BROKER_HA_STATUS, this::status)
        .on(executor, RequestCode.RESET_MASTER_FLUSH_OFFSET, ReplicationProcessor::reset);
  }

  private void status(Request request) {
    JsonText json = new JsonText().object();
    json.name("haClientRuntimeInfo").object();
    for (String name :
        new String[] {
          "lastReadTimestamp",
          "lastWriteTimestamp",
          "masterFlushOffset",
          "maxOffset",
          "transferredByteInSecond"
        }) {
      json.name(name).value(0);
    }
    json.end().name("haConnectionInfo").array().end().name("inSyncSlaveNums").value(0);
    json.name("master").value(true).name("masterCommitLogMaxOffset").value(store.endPosition());
    request.reply(ResponseCode.SUCCESS).body(json.end().bytes()).send();
  }

  /** Only a slave notes what its master has on disk. */
  private static void reset(Request request) {
    request.reply(ResponseCode.SUCCESS).send();
  }
}
