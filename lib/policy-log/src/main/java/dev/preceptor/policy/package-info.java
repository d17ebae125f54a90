/**
 * Weights as a log: anchors, which are versions of the policy cut into chunks, lossless deltas
 * between them, and what puts versions together again.
 *
 * <p>Pure: knows the chunk's record and the models' tensors. Must not know Kafka or Quarkus.
 */
package dev.preceptor.policy;
