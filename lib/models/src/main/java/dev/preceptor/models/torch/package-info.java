/**
 * The bridge to libtorch: TorchScript source compiled from text, tensors in and out. Knows nothing
 * of any model family.
 */
package dev.preceptor.models.torch;
