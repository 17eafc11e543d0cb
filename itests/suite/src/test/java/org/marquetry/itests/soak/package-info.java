/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Everything a client can ask, at once and at random, while the broker is restarted and killed. */
package org.marquetry.itests.soak;
