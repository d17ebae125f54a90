/**
 * Text to token ids and back, and conversations to text by a model's own chat template. Knows
 * tokenizers and Jinja; must not know how any model computes.
 */
package dev.preceptor.models.text;
