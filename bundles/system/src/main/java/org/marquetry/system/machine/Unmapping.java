/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.system.machine;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;

/**
 * Gives mapped memory back at once. Without it a deleted 1 GiB file would keep its space until the
 * collector happens to find its small buffer object.
 */
final class Unmapping {

  private static final MethodHandle INVOKE_CLEANER = invokeCleaner();

  private Unmapping() {}

  static void unmap(MappedByteBuffer buffer) {
    try {
      INVOKE_CLEANER.invokeExact((ByteBuffer) buffer);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("unmapping failed", e);
    }
  }

  /**
   * {@code sun.misc.Unsafe.invokeCleaner}, looked up by name: javac warns of the class whatever one
   * suppresses, and Java 17 has no other way.
   */
  private static MethodHandle invokeCleaner() {
    try {
      Class<?> unsafe =
          Class.forName("sun.misc.Unsafe", true, ClassLoader.getPlatformClassLoader());
      Field instance = unsafe.getDeclaredField("theUnsafe");
      instance.setAccessible(true);
      return MethodHandles.lookup()
          .findVirtual(unsafe, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
          .bindTo(instance.get(null));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
