package dev.preceptor.models.checkpoint;

import java.nio.file.Path;

/**
 * The position of a tensor's bytes in a file.
 *
 * @param offset of the first byte, from the start of the file
 */
public record FileRegion(Path file, long offset) {}
