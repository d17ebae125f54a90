/**
 * Images as a vision model sees them: decoding, resizing as Pillow does, normalising and cutting
 * into patches as transformers does. Knows pixels; must not know tensors or any model's
 * mathematics.
 */
package dev.preceptor.models.image;
