/**
 * LLaVA-1.5: a CLIP vision tower, a projector and a Llama. The mathematics that it does not share
 * with other families is in {@code llava.ts.py}, with the names of transformers' {@code
 * modeling_clip.py} and {@code modeling_llava.py}. Must not know data sets or rewards.
 */
package dev.preceptor.models.llava;
