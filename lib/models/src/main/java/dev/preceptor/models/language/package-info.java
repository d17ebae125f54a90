/**
 * Causal language models that sample and score, whatever their family: the mathematics they share
 * is {@code causal_lm.ts.py} and {@code decoder_layer.ts.py}. Knows families only as {@link
 * dev.preceptor.models.language.Architecture}; knows neither data sets nor rewards.
 */
package dev.preceptor.models.language;
