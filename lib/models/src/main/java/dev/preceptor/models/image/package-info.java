/**
 * Prepares images for a vision model: decoding, resizing like Pillow, normalising and cutting into
 * patches like transformers. Knows pixels; must not know tensors or a model's mathematics.
 */
package dev.preceptor.models.image;
