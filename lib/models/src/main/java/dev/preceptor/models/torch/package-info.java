/**
 * The bridge to libtorch: TorchScript source compiled from text, tensors in and out. Must not know
 * any model family.
 */
package dev.preceptor.models.torch;
