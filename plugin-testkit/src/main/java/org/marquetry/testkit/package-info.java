/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * What an author of a plugin tests it with: messages and requests to hand to it, and the laws of
 * the platform as JUnit classes to inherit from.
 */
package org.marquetry.testkit;
