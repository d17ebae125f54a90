/**
 * Mistral: BioMistral-7B as a judge, Mistral-7B-Instruct as a grader. What it does not share with
 * other families is {@code mistral.ts.py}, named as transformers' {@code modeling_mistral.py} names
 * it. Knows neither prompts nor verdicts.
 */
package dev.preceptor.models.mistral;
