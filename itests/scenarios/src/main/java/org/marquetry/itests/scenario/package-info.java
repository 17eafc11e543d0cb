/**
 * Scenarios: each class is loaded anew beside the jars of every client version and knows no other
 * version.
 */
package org.marquetry.itests.scenario;
