/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.List;
import java.util.Random;

/** Consumers of one group name that come and go. Used by one thread. */
interface Group {

  String name();

  /** Makes a member come or one go. */
  void change(Random random) throws Exception;

  /** Tells, from now on, when nothing that came before can come again. */
  Settling settling();

  /** What its readers got: one where the members share. */
  List<Deliveries> deliveries();
}
