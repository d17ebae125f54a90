/**
 * The policy-gradient algorithms: rewards to advantages, log-probabilities to a loss. Must not know
 * models, optimizers or where groups come from.
 */
package dev.preceptor.models.algorithm;
