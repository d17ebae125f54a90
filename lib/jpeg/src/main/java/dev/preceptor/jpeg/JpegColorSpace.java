package dev.preceptor.jpeg;

/** What the components of a JPEG are. */
public enum JpegColorSpace {
  GREY,
  RGB,
  YCC,
  CMYK,
  YCCK
}
