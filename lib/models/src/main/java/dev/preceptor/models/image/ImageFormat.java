package dev.preceptor.models.image;

/** What kind of file an image's first bytes say it is. */
enum ImageFormat {
  JPEG(0xff, 0xd8, 0xff),
  PNG(0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'),
  OTHER;

  private final int[] magic;

  ImageFormat(int... magic) {
    this.magic = magic;
  }

  /** The format of a file that begins so. */
  static ImageFormat of(byte[] encoded) {
    if (JPEG.matches(encoded)) {
      return JPEG;
    }
    return PNG.matches(encoded) ? PNG : OTHER;
  }

  private boolean matches(byte[] encoded) {
    if (encoded.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((encoded[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
