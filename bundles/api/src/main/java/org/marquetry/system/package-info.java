/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * What kernel code may ask of the machine: time, threads, disk, and the report of a node's start.
 * All of it can be replaced by a simulation.
 */
@Export
@Version("1.0.0")
package org.marquetry.system;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
