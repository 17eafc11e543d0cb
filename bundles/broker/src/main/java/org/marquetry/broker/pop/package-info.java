/**
 * Consuming by POP: the broker hands single messages out for a time, and again where they were not
 * acknowledged by then. What has been handed out is a state machine per queue and group ({@link
 * org.marquetry.broker.pop.PopQueue}, {@link org.marquetry.broker.pop.OrderedBatch}), whose events
 * are kept in the log.
 */
package org.marquetry.broker.pop;
