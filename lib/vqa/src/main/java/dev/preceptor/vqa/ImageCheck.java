package dev.preceptor.vqa;

/** How thoroughly images are checked while a data file is read. */
public enum ImageCheck {
  /**
   * The file must exist and its header must be that of an image of an acceptable size; no pixels
   * are decoded.
   */
  HEADER,
  /** Every image is decoded, once even if several questions use it. */
  DECODE
}
