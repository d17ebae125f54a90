package dev.preceptor.policy;

import dev.preceptor.models.checkpoint.MemoryModel;

/**
 * A complete version of the policy whose weights match the announced hash.
 *
 * @param version number of optimizer steps behind these weights
 * @param sha256 hash of the weights, as PolicyHash defines it
 * @param weights files and tensors
 */
public record AssembledPolicy(int version, String sha256, MemoryModel weights) {}
