/**
 * Causal language models of any family that sample and score. The mathematics they share is in
 * {@code causal_lm.ts.py} and {@code decoder_layer.ts.py}. Knows families only as {@link
 * dev.preceptor.models.language.Architecture}; must not know data sets or rewards.
 */
package dev.preceptor.models.language;
