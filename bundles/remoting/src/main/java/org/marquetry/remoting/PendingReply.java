/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting;

import org.osgi.annotation.versioning.ProviderType;

/** A reply that is still owed. May be given from any thread; one that is never given is a leak. */
@ProviderType
public interface PendingReply {

  /** Begins the reply. To be called once. */
  Reply reply(int code);

  Connection connection();

  /** {@code false} once the connection is gone and the reply would go nowhere. */
  boolean wanted();
}
