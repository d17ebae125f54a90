/**
 * A single-node Kafka broker in KRaft mode on the loopback interface. Knows Kafka's server; must
 * not know what travels through it.
 */
package dev.preceptor.broker;
