/**
 * A run on a real broker, for the services' tests: its topics, its definition, what others would
 * have written, and waiting for what the service writes.
 *
 * <p>Knows what travels between services; must not know any of them.
 */
package dev.preceptor.testkit;
