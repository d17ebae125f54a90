/**
 * Qwen2-VL: vision tower, M-RoPE, language model, sampling and scoring. The mathematics is in
 * {@code qwen2_vl.ts.py}, with the names of transformers' {@code modeling_qwen2_vl.py}; Java does
 * the rest. Must not know data sets or rewards.
 */
package dev.preceptor.models.qwen2vl;
