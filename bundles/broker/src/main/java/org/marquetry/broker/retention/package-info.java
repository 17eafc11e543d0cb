/** What the broker says about how long messages are kept. */
package org.marquetry.broker.retention;
