/** Sampling of completions: settings, random streams and results. Must not know models. */
package dev.preceptor.models.sampling;
