package dev.preceptor.models.checkpoint;

import java.nio.file.Path;

/**
 * Where a tensor's bytes lie on the disk.
 *
 * @param offset of its first byte, from the start of the file
 */
public record FileRegion(Path file, long offset) {}
