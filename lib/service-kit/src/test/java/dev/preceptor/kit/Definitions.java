package dev.preceptor.kit;

import dev.preceptor.schemas.Definition;
import dev.preceptor.schemas.RecordCodec;

/** Definitions of a run for tests. */
final class Definitions {
  private static final RecordCodec<Definition> CODEC = RecordCodec.of(Definition.class);

  private Definitions() {}

  static byte[] withSeed(String run, int seed) {
    return of(run, seed, "aa");
  }

  static byte[] ofAnotherModel(String run, int seed) {
    return of(run, seed, "other");
  }

  private static byte[] of(String run, int seed, String modelSha256) {
    String recipe = "model: /models/policy\nphantom: {train: 5}\nseed: " + seed + "\n";
    return CODEC.encode(
        new Definition(run, recipe, modelSha256, "bb", "cc", "0.1.0", 0L, "dd", null, null));
  }
}
