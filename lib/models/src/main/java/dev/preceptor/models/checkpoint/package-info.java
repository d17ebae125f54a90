/**
 * Reads and writes model folders in Hugging Face's layout: small files by name and tensors by name.
 * Knows the safetensors format and does not trust files; must not know what a tensor means.
 */
package dev.preceptor.models.checkpoint;
