/**
 * One group of a run from its records: question, responses, rewards and verdicts with their
 * reasons.
 */
package dev.preceptor.history.show;
