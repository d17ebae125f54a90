/**
 * The policy's weights as a log: anchors (complete versions, split into chunks), lossless deltas
 * between versions, and the code that rebuilds versions from them.
 *
 * <p>Pure logic: knows the chunk record and the models' tensors. Must not know Kafka or Quarkus.
 */
package dev.preceptor.policy;
