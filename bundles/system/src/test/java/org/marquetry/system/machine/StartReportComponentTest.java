/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.system.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

class StartReportComponentTest {

  private final List<Map<String, Object>> services = new ArrayList<>();
  private final StartReportComponent report = new StartReportComponent(recordingContext());

  @Test
  void aReadyRoleBecomesAService() {
    report.ready("broker", "127.0.0.1:10911");
    assertThat(services)
        .containsExactly(
            Map.of(
                "marquetry.start.role", "broker",
                "marquetry.start.state", "ready",
                "marquetry.start.address", "127.0.0.1:10911"));
  }

  @Test
  void aLaterReportOfARoleTakesThePlaceOfTheEarlier() {
    report.ready("route", "127.0.0.1:9876");
    report.failed("route", "port 9876 is in use");
    assertThat(services)
        .containsExactly(
            Map.of(
                "marquetry.start.role", "route",
                "marquetry.start.state", "failed",
                "marquetry.start.reason", "port 9876 is in use"));
  }

  @Test
  void aRoleMayWait() {
    report.waiting("broker", "no name server answers");
    assertThat(services)
        .containsExactly(
            Map.of(
                "marquetry.start.role", "broker",
                "marquetry.start.state", "waiting",
                "marquetry.start.reason", "no name server answers"));
  }

  @Test
  void withItsEndTheServicesGo() {
    report.ready("route", "127.0.0.1:9876");
    report.close();
    report.ready("broker", "127.0.0.1:10911");
    assertThat(services).isEmpty();
  }

  private BundleContext recordingContext() {
    return proxy(
        BundleContext.class,
        (method, arguments) -> {
          assertThat(method).isEqualTo("registerService");
          Map<String, Object> properties = copy(arguments[2]);
          services.add(properties);
          return registration(properties);
        });
  }

  private ServiceRegistration<?> registration(Map<String, Object> properties) {
    return proxy(
        ServiceRegistration.class,
        (method, arguments) -> {
          if (method.equals("setProperties")) {
            properties.clear();
            properties.putAll(copy(arguments[0]));
          } else {
            services.remove(properties);
          }
          return null;
        });
  }

  private static Map<String, Object> copy(Object dictionary) {
    Map<String, Object> copy = new TreeMap<>();
    FrameworkUtil.asMap((Dictionary<?, ?>) dictionary)
        .forEach((key, value) -> copy.put((String) key, value));
    return copy;
  }

  private interface Call {
    Object answer(String method, Object[] arguments);
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> call.answer(method.getName(), arguments)));
  }
}
