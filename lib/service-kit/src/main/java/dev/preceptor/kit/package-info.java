/**
 * Code that all services share: the run's definition, reading from and writing to Kafka, dead
 * letters, and health.
 *
 * <p>Knows Quarkus and Kafka. Must not know what any particular service does.
 */
package dev.preceptor.kit;
