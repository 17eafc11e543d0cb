/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyNames;
import org.marquetry.store.LogView;
import org.marquetry.store.index.KeyIndex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks records up by key: what the index proposes is given only if it really has the key. */
final class KeyQuery {

  private static final Logger LOG = LoggerFactory.getLogger(KeyQuery.class);
  private static final String TAG_PREFIX = "T#";

  private final KeyIndex index;
  private final RecordReader records;

  KeyQuery(KeyIndex index, RecordReader records) {
    this.index = index;
    this.records = records;
  }

  /** See {@link MessageStore#query}. */
  List<LogView> query(String topic, String key, int max, long begin, long end) {
    List<LogView> found = new ArrayList<>();
    if (max > 0) {
      index.find(topic, key, begin, end, new Selection(topic, key, max, begin, end, found));
    }
    return found;
  }

  private final class Selection implements LongPredicate {

    private final String topic;
    private final String key;
    private final int max;
    private final long begin;
    private final long end;
    private final List<LogView> found;
    private final MessageRecord record = new MessageRecord();
    private long last = -1;

    Selection(String topic, String key, int max, long begin, long end, List<LogView> found) {
      this.topic = topic;
      this.key = key;
      this.max = max;
      this.begin = begin;
      this.end = end;
      this.found = found;
    }

    @Override
    public boolean test(long position) {
      // Two keys of one record may be the same.
      if (position == last) {
        return true;
      }
      last = position;
      try {
        LogView view = records.record(position);
        if (view != null) {
          if (wanted(record.wrap(view.buffer(), 0))) {
            found.add(view);
          } else {
            view.release();
          }
        }
      } catch (IOException e) {
        LOG.warn("The record at {} cannot be read: {}", position, e.getMessage());
      }
      return found.size() < max;
    }

    private boolean wanted(MessageRecord candidate) {
      return candidate.storeTimestamp() >= begin
          && candidate.storeTimestamp() <= end
          && candidate.topic().equals(topic)
          && hasKey(candidate);
    }

    private boolean hasKey(MessageRecord candidate) {
      if (key.equals(candidate.property(PropertyNames.UNIQUE_KEY))) {
        return true;
      }
      String keys = candidate.property(PropertyNames.KEYS);
      if (keys != null && (" " + keys + " ").contains(" " + key + " ")) {
        return true;
      }
      return key.startsWith(TAG_PREFIX)
          && key.substring(TAG_PREFIX.length()).equals(candidate.property(PropertyNames.TAGS));
    }
  }
}
