/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Messages with delivery times, against the real broker. */
package org.marquetry.itests.delay;
