/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Runs a storage backend through the laws of {@link org.marquetry.store.MessageLog}: extend {@link
 * org.marquetry.testkit.storage.MessageLogLaws} in the backend's own tests.
 */
package org.marquetry.testkit.storage;
