/**
 * Llama 2, Llama 3 and Vicuna as judges, graders and for perplexity. Its mathematics is the shared
 * decoder's; only its configuration is its own. Must not know prompts or verdicts.
 */
package dev.preceptor.models.llama;
