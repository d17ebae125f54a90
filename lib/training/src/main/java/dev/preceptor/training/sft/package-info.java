/**
 * Supervised fine-tuning: training data, its order, the training loop, metrics and checkpoints.
 * Must not know how commands are parsed or progress is shown.
 */
package dev.preceptor.training.sft;
