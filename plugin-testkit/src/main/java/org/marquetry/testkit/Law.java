/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A test that every plugin of a kind has to pass; one that never comes back fails, too. */
@Test
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Law {}
