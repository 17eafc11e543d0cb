/** An example of a filter: JSONPath on the bodies of messages. */
package org.marquetry.examples.jsonpath;
