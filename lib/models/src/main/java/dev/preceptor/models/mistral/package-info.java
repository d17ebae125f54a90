/**
 * Mistral: BioMistral-7B as a judge, Mistral-7B-Instruct as a grader. Its mathematics is the shared
 * decoder's; only its configuration is its own. Must not know prompts or verdicts.
 */
package dev.preceptor.models.mistral;
