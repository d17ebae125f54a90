/**
 * A single-node Kafka broker in KRaft mode on the loopback interface. Knows Kafka's server; must
 * not know which topics or records it serves.
 */
package dev.preceptor.broker;
