/**
 * Turns rollouts into judgements, for judge-service and {@code preceptor rescore}. Must not know
 * how judgements are scored or where they are sent.
 */
package dev.preceptor.scoring.judging;
