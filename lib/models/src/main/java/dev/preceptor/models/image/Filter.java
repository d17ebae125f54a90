package dev.preceptor.models.image;

/** A resampling filter, with Pillow's number for it. */
public enum Filter {
  /** A triangle. */
  BILINEAR(2, 1.0) {
    @Override
    double weight(double distance) {
      return Math.max(0, 1 - Math.abs(distance));
    }
  },
  /** Cubic, with a = -0.5. */
  BICUBIC(3, 2.0) {
    @Override
    double weight(double distance) {
      double x = Math.abs(distance);
      if (x < 1.0) {
        return ((A + 2.0) * x - (A + 3.0)) * x * x + 1;
      }
      return x < 2.0 ? (((x - 5) * x + 8) * x - 4) * A : 0.0;
    }
  };

  private static final double A = -0.5;

  private final int code;
  private final double support;

  Filter(int code, double support) {
    this.code = code;
    this.support = support;
  }

  /** Pillow's number, as {@code preprocessor_config.json} has it. */
  int code() {
    return code;
  }

  /** How far a pixel reaches, in pixels of the image that is scaled up. */
  double support() {
    return support;
  }

  /** A source pixel's weight by its distance. */
  abstract double weight(double distance);
}
