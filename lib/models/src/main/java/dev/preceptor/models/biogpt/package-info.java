/**
 * BioGPT, used as a judge of medical statements. Its mathematics is in {@code biogpt.ts.py}, with
 * the names of transformers' {@code modeling_biogpt.py}. Must not know prompts or verdicts.
 */
package dev.preceptor.models.biogpt;
