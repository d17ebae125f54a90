/**
 * A run on a real broker, for the services' tests: creates its topics and definition, writes the
 * records of other services, and waits for those of the service under test.
 *
 * <p>Knows the records that services exchange; must not know any service.
 */
package dev.preceptor.testkit;
