/**
 * What scenarios and the suite share. Loaded once by the suite's own class loader, so it must not
 * mention any class of a RocketMQ client.
 */
package org.marquetry.itests.stage;
