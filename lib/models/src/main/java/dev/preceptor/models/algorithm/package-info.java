/**
 * The losses: rewards to advantages, log-probabilities to a loss. Must not know models, optimizers
 * or where groups and pairs come from.
 */
package dev.preceptor.models.algorithm;
