package dev.preceptor.vqa;

/** How closely the pictures of a file are looked at while it is read. */
public enum PictureCheck {
  /** The file exists and its header tells a picture of a bearable size; no pixel is decoded. */
  HEADER,
  /** Every picture is decoded, once however many questions ask about it. */
  DECODE
}
