/**
 * What every service's shell shares: the run's definition, the way in and out of Kafka, and dead
 * letters.
 *
 * <p>Knows Quarkus and Kafka. Must not know what any one service does.
 */
package dev.preceptor.kit;
