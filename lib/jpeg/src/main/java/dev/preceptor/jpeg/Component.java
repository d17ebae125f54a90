package dev.preceptor.jpeg;

/**
 * One component of a frame, such as luma, with its samples and, where it needs them, coefficients.
 */
final class Component {

  static final int BLOCK = 8;
  static final int BLOCK_SIZE = 64;

  final int index;
  final int id;
  final int horizontal;
  final int vertical;
  final int quantizer;

  /** Samples that belong to the image. */
  int width;

  int height;

  /** Blocks that belong to the image, which a scan of this component alone holds. */
  int blocksWide;

  int blocksHigh;

  /** Blocks a row with those that fill up the last MCU. */
  int stride;

  /** Samples, [rows of whole MCUs][8 * stride]. */
  byte[] samples;

  /** Coefficients in natural order, 64 a block; null where a block is finished at once. */
  short[] coefficients;

  /** The divisors in natural order, as they were at this component's first scan. */
  int[] divisors;

  Component(int index, int id, int horizontal, int vertical, int quantizer) {
    this.index = index;
    this.id = id;
    this.horizontal = horizontal;
    this.vertical = vertical;
    this.quantizer = quantizer;
  }

  /** Where a block's first coefficient lies. */
  int coefficientsOf(int row, int column) {
    return (row * stride + column) * BLOCK_SIZE;
  }

  /** Inverse transforms a block into its place among the samples. */
  void finish(short[] block, int from, int row, int column, InverseDct transform) {
    transform.samples(
        block, from, divisors, samples, (row * stride * BLOCK + column) * BLOCK, stride * BLOCK);
  }
}
