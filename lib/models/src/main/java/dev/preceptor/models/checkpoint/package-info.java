/**
 * Model folders as Hugging Face publishes them, read and written: small files by name and tensors
 * by name. Knows the safetensors format and trusts no file; must not know what any tensor means.
 */
package dev.preceptor.models.checkpoint;
