package dev.preceptor.models.qwen2vl;

import dev.preceptor.models.image.ImageGrid;
import dev.preceptor.models.language.PlacedImage;
import dev.preceptor.models.language.TokenizedPrompt;

/**
 * M-RoPE positions: text advances on all three axes together, an image spans its grid, and the text
 * after it continues from the largest position so far (transformers: {@code get_rope_index}).
 */
final class RopeIndex {

  private RopeIndex() {}

  /**
   * Positions, [3][prompt + completion], of a prompt followed by {@code completion} tokens.
   *
   * @param merge side of the square of patches that becomes one token, patches
   */
  static long[][] of(TokenizedPrompt prompt, int completion, int merge) {
    int length = prompt.ids().length + completion;
    long[][] out = new long[3][length];
    int at = 0;
    long next = 0;
    for (PlacedImage image : prompt.images()) {
      ImageGrid grid = image.patches().grid();
      int height = grid.h() / merge;
      int width = grid.w() / merge;
      for (; at < image.start(); at++, next++) {
        fill(out, at, next);
      }
      for (int t = 0; t < grid.t(); t++) {
        for (int h = 0; h < height; h++) {
          for (int w = 0; w < width; w++, at++) {
            out[0][at] = next + t;
            out[1][at] = next + h;
            out[2][at] = next + w;
          }
        }
      }
      next += Math.max(grid.t(), Math.max(height, width));
    }
    for (; at < length; at++, next++) {
      fill(out, at, next);
    }
    return out;
  }

  private static void fill(long[][] out, int at, long position) {
    for (long[] axis : out) {
      axis[at] = position;
    }
  }
}
