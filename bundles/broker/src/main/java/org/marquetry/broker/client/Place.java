/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.client;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.marquetry.broker.filter.Claims.Consumed;
import org.marquetry.broker.json.JsonFields;
import org.marquetry.broker.json.JsonText;

/**
 * What is to know of a share in one queue beside its progress. Immutable.
 *
 * @param from queue offset of the first message that it may own
 * @param since queue offset of the first message that was stored when it was there
 * @param back where it has to go
 * @param state in which it owned what it consumed up to its progress
 * @param consumed what it consumed behind its progress, before it went back; of a share that was
 *     given up, all that it consumed
 * @param left queue offset of the first message that a share had not consumed when it was given up;
 *     -1 otherwise
 */
record Place(long from, long since, Back back, int state, List<Consumed> consumed, long left) {

  /** In a queue that is younger than the share. */
  static Place full(int state) {
    return new Place(0, 0, Back.NO, state, List.of(), -1);
  }

  Place {
    consumed = List.copyOf(consumed);
  }

  /**
   * Where a share has to go.
   *
   * @param to queue offset; ignored for some ways
   */
  record Back(Way way, long to) {

    static final Back NO = new Back(Way.NO, -1);
  }

  /** How a share goes elsewhere. */
  enum Way {
    /** It need not. */
    NO,
    /** To where it stands: what it fetched and did not consume is another's by now. */
    PROGRESS,
    /** To the first message that another one left, if it is beyond. */
    LEFT,
    /** To an offset that an operator set, wherever it is. */
    SET
  }

  Place back(Back other) {
    return new Place(from, since, other, state, consumed, left);
  }

  /** Another one has left what it had not consumed. */
  Place leftTo(long queueOffset) {
    return switch (back.way) {
      case NO -> back(new Back(Way.LEFT, queueOffset));
      case LEFT -> back(new Back(Way.LEFT, Math.min(back.to, queueOffset)));
      // It fetches all behind its progress, or behind the offset, after this in any case.
      case PROGRESS, SET -> this;
    };
  }

  /**
   * It has gone, or need not any more.
   *
   * @param stood its progress before; -1 where what it consumed does not count
   * @param now the state now
   */
  Place gone(long stood, int now) {
    List<Consumed> parts = new ArrayList<>();
    if (stood >= 0) {
      parts.add(new Consumed(stood, state));
      consumed.stream().filter(part -> part.end() > stood).forEach(parts::add);
    }
    return new Place(from, since, Back.NO, now, parts, left);
  }

  /** Another one has left that had consumed all; not where it has to go first. */
  Place goOn(int now) {
    return back.way == Way.NO ? new Place(from, since, back, now, consumed, left) : this;
  }

  /** It stays where it is. */
  Place stay(long progress, int now) {
    return new Place(from, since, Back.NO, now, behind(progress), left);
  }

  private List<Consumed> behind(long progress) {
    return consumed.stream().filter(part -> part.end() > progress).toList();
  }

  /** It is given up where it stands. */
  Place givenUp(long progress) {
    long rest = back.way == Way.LEFT ? Math.min(back.to, progress) : progress;
    return new Place(from, since, Back.NO, state, gone(progress, state).consumed, rest);
  }

  /** As if a share that was given up had consumed nothing from this queue offset on. */
  Place undone(long queueOffset) {
    List<Consumed> parts = new ArrayList<>();
    long end = 0;
    for (Consumed part : consumed) {
      if (end < queueOffset) {
        end = Math.min(part.end(), queueOffset);
        parts.add(new Consumed(end, part.state()));
      }
    }
    return new Place(from, since, back, state, parts, Math.min(left, queueOffset));
  }

  /** Queue offset behind which it has consumed nothing, of a share that was given up. */
  long end() {
    return consumed.isEmpty() ? left : Math.max(left, consumed.get(consumed.size() - 1).end());
  }

  void write(JsonText json) {
    json.name("from").value(from).name("since").value(since);
    json.name("back").value(back.way.name()).name("to").value(back.to);
    json.name("state").value(state).name("left").value(left).name("consumed").array();
    for (Consumed part : consumed) {
      json.object().name("end").value(part.end()).name("state").value(part.state()).end();
    }
    json.end();
  }

  static Place read(JsonObject object) {
    List<Consumed> parts = new ArrayList<>();
    for (JsonObject part : JsonFields.objects(object, "consumed")) {
      parts.add(
          new Consumed(JsonFields.longOr(part, "end", 0), JsonFields.intOr(part, "state", 0)));
    }
    Way way = Way.NO;
    for (Way each : Way.values()) {
      way = each.name().equals(JsonFields.textOr(object, "back", "")) ? each : way;
    }
    return new Place(
        JsonFields.longOr(object, "from", 0),
        JsonFields.longOr(object, "since", 0),
        new Back(way, JsonFields.longOr(object, "to", -1)),
        JsonFields.intOr(object, "state", 0),
        parts,
        JsonFields.longOr(object, "left", -1));
  }
}
