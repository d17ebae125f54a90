package dev.preceptor.policy;

import dev.preceptor.models.checkpoint.MemoryModel;

/**
 * A version of the policy whose chunks are all there and whose weights hash to what was announced.
 *
 * @param version the weights after this many optimizer steps
 * @param sha256 of the weights, as PolicyHash defines it
 * @param weights files and tensors
 */
public record AssembledPolicy(int version, String sha256, MemoryModel weights) {}
