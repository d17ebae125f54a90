/**
 * The policy-gradient algorithms: rewards to advantages, log-probabilities to a loss. Knows nothing
 * of models, optimisers or where groups come from.
 */
package dev.preceptor.models.algorithm;
