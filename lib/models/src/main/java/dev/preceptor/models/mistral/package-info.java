/**
 * Mistral: BioMistral-7B as a judge, Mistral-7B-Instruct as a grader. The mathematics that it does
 * not share with other families is in {@code mistral.ts.py}, with the names of transformers' {@code
 * modeling_mistral.py}. Must not know prompts or verdicts.
 */
package dev.preceptor.models.mistral;
