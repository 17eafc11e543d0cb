/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Plugins that come, go and change while real clients send and receive. */
package org.marquetry.itests.swap;
