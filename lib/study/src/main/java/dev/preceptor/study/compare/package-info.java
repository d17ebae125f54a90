/**
 * Compares answers to the same questions: a difference with its interval, an exact test, and the
 * questions that changed. Pure; must not know where the answers come from.
 */
package dev.preceptor.study.compare;
