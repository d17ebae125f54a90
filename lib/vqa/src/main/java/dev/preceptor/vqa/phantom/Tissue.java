package dev.preceptor.vqa.phantom;

/** Gray values of normal tissue and of findings, 0 black to 1 white. */
final class Tissue {
  static final float SOFT = 0.40f;
  static final float ORGAN = 0.45f;
  static final float LUNG = 0.33f;
  static final float FLUID = 0.34f;
  static final float BONE = 0.52f;

  /** Gray values of bright and dark findings. */
  static final float BRIGHT = 0.92f;

  static final float DARK = 0.06f;

  private Tissue() {}
}
