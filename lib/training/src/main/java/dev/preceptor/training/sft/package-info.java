/**
 * Supervised fine-tuning: which answers are learnt, and its trainer. Must not know how a run
 * proceeds.
 */
package dev.preceptor.training.sft;
