/**
 * Llama-3.2-Vision: a vision tower of two stages over tiles, and a Llama with layers that attend to
 * the image. The mathematics that it does not share with other families is in {@code mllama.ts.py},
 * with the names of transformers' {@code modeling_mllama.py}. Must not know data sets or rewards.
 */
package dev.preceptor.models.mllama;
