/**
 * BioGPT, a judge of medical statements. Its mathematics is {@code biogpt.ts.py}, named as
 * transformers' {@code modeling_biogpt.py} names it. Knows neither prompts nor verdicts.
 */
package dev.preceptor.models.biogpt;
