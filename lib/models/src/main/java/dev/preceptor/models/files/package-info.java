/**
 * Folders and files that other users of the machine can neither read nor prepare. Knows nothing of
 * models and runs.
 */
package dev.preceptor.models.files;
