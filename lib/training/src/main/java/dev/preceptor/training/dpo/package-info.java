/**
 * Direct Preference Optimization: where pairs come from, and their trainer. Must not know how a run
 * proceeds.
 */
package dev.preceptor.training.dpo;
