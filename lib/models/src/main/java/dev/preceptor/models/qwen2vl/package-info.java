/**
 * Qwen2-VL: vision tower, M-RoPE, language model, sampling and scoring. The mathematics is {@code
 * qwen2_vl.ts.py}, named as transformers' {@code modeling_qwen2_vl.py} names it; Java does what is
 * around it. Knows neither data sets nor rewards.
 */
package dev.preceptor.models.qwen2vl;
