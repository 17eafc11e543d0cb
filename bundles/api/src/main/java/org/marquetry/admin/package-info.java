/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Services for operators: the shell and, later, consoles and metrics use nothing else of a broker.
 */
@Export
@Version("1.0.0")
package org.marquetry.admin;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
