package dev.preceptor.vqa.phantom;

/** Gray values of normal tissue and of what findings add to it or take from it. */
final class Tissue {
  static final float SOFT = 0.40f;
  static final float ORGAN = 0.45f;
  static final float LUNG = 0.33f;
  static final float FLUID = 0.34f;
  static final float BONE = 0.52f;

  /** A finding's distance from the tissue around it. */
  static final float BRIGHT = 0.92f;

  static final float DARK = 0.06f;

  private Tissue() {}
}
