/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Starts a node: reads the command line, lays out the data directory, starts the OSGi framework
 * with the bundles that the feature files name, and reports when clients can connect. The only code
 * that is no bundle.
 */
package org.marquetry.launcher;
