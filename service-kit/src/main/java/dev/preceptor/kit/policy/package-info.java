/**
 * Weights as a log: a version of the policy cut into chunks, and put together again.
 *
 * <p>Pure: knows the chunk's record and the models' tensors. Must not know Kafka or Quarkus.
 */
package dev.preceptor.kit.policy;
