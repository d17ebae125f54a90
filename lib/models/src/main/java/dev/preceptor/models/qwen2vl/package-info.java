/**
 * Qwen2-VL and Qwen2.5-VL: two vision towers, M-RoPE, language model. The mathematics is in {@code
 * grid_vision.ts.py}, {@code qwen2_vl.ts.py} and {@code qwen2_5_vl.ts.py}, with the names of
 * transformers' {@code modeling_qwen2_vl.py} and {@code modeling_qwen2_5_vl.py}; Java does the
 * rest. Must not know data sets or rewards.
 */
package dev.preceptor.models.qwen2vl;
