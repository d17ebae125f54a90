/**
 * Supervised fine-tuning: demonstrations, the order in which they are learnt, the loop over steps
 * and what it leaves behind. Must not know how commands are parsed or progress is shown.
 */
package dev.preceptor.training.sft;
