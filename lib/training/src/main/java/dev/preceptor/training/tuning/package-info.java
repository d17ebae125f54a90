/**
 * A run that learns from examples in files: their order, the training loop, evaluations, metrics,
 * checkpoints and resuming. Must not know what an example is, how commands are parsed, or how
 * progress is shown.
 */
package dev.preceptor.training.tuning;
