/**
 * What a run's log says of the evaluations of its policy. Knows nothing of how they are compared.
 */
package dev.preceptor.history.evaluation;
