/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Messages that come again, and queues that are consumed in order all the same. */
package org.marquetry.itests.retry;
