/** Preference pairs from a run's scored groups. Must not know how they are trained on. */
package dev.preceptor.history.pairs;
