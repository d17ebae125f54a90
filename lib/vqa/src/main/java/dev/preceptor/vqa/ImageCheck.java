package dev.preceptor.vqa;

/** How closely the images of a file are looked at while it is read. */
public enum ImageCheck {
  /** The file exists and its header tells a image of a bearable size; no pixel is decoded. */
  HEADER,
  /** Every image is decoded, once however many questions ask about it. */
  DECODE
}
