/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import org.marquetry.broker.json.JsonFile;
import org.marquetry.store.kernel.ConsumerOffsets;
import org.marquetry.store.kernel.StoreException;
import org.marquetry.system.Clock;
import org.marquetry.system.Disk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of the consumer offsets. As with RocketMQ it has another name while there are light
 * queues; whichever of the two was written last is gone on with, so that light queues can be turned
 * on and off, and a directory be taken over, without a group losing its progress.
 */
final class OffsetFiles {

  private static final Logger LOG = LoggerFactory.getLogger(OffsetFiles.class);

  private final Disk disk;
  private final Path plain;
  private final Path light;

  OffsetFiles(Disk disk, Path config) {
    this.disk = disk;
    plain = config.resolve("consumerOffset.json");
    light = config.resolve("lmqConsumerOffset.json");
  }

  /**
   * @param lightQueues whether there are light queues
   */
  ConsumerOffsets open(boolean lightQueues, Clock clock) throws IOException, StoreException {
    Path own = lightQueues ? light : plain;
    Path other = lightQueues ? plain : light;
    long written = written(new JsonFile(disk, own));
    if (otherWritten(other) > written) {
      LOG.info("{} is newer than {}: the groups go on from there", other, own);
      disk.replace(own, disk.read(other));
    }
    return lightQueues
        ? ConsumerOffsets.openWithLight(disk, own, clock)
        : ConsumerOffsets.open(disk, own, clock);
  }

  private long otherWritten(Path other) {
    try {
      return disk.length(other) < 0 ? -1 : written(new JsonFile(disk, other));
    } catch (IOException e) {
      LOG.warn("{} is left aside: {}", other, e.getMessage());
      return -1;
    }
  }

  /** In milliseconds since 1970, 0 where it does not say; -1 where there is none. */
  private static long written(JsonFile file) throws IOException {
    JsonObject content = file.read();
    if (content == null) {
      return -1;
    }
    JsonElement version = content.get("dataVersion");
    JsonElement time =
        version != null && version.isJsonObject()
            ? version.getAsJsonObject().get("timestamp")
            : null;
    return time != null && time.isJsonPrimitive() ? time.getAsLong() : 0;
  }
}
