package dev.preceptor.kit;

import dev.preceptor.schemas.Definition;
import dev.preceptor.schemas.RecordCodec;

/** Definitions of a run for tests. */
final class Definitions {
  private static final RecordCodec<Definition> CODEC = RecordCodec.of(Definition.class);

  private Definitions() {}

  static byte[] withSeed(String run, int seed) {
    String recipe = "model: /models/policy\nphantom: {train: 5}\nseed: " + seed + "\n";
    return CODEC.encode(new Definition(run, recipe, "aa", "bb", "cc", "0.1.0", 0L, "dd"));
  }
}
