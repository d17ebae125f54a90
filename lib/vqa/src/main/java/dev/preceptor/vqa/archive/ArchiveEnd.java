package dev.preceptor.vqa.archive;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.ZipException;

/**
 * What the end of a ZIP file says of its directory (APPNOTE.TXT 6.3.10, sections 4.3.14 to 4.3.16):
 * enough to know how much memory reading it takes.
 *
 * @param entries number of entries
 * @param directoryBytes size of the directory
 */
record ArchiveEnd(long entries, long directoryBytes) {

  private static final int SIGNATURE = 0x06054b50;
  private static final int BYTES = 22;
  private static final int MAX_COMMENT_BYTES = 0xffff;
  private static final int ENTRIES_AT = 10;
  private static final int DIRECTORY_BYTES_AT = 12;
  private static final int COMMENT_BYTES_AT = 20;

  private static final int LOCATOR_SIGNATURE = 0x07064b50;
  private static final int LOCATOR_BYTES = 20;
  private static final int LOCATOR_OFFSET_AT = 8;
  private static final int SIGNATURE_64 = 0x06064b50;
  private static final int BYTES_64 = 56;
  private static final int ENTRIES_64_AT = 32;
  private static final int DIRECTORY_BYTES_64_AT = 40;

  /**
   * Reads the end of a file.
   *
   * @throws ZipException if it is not that of a ZIP file
   */
  static ArchiveEnd read(Path file) throws IOException {
    try (RandomAccessFile archive = new RandomAccessFile(file.toFile(), "r")) {
      long length = archive.length();
      int tail = (int) Math.min(length, BYTES + MAX_COMMENT_BYTES);
      ByteBuffer last = read(archive, length - tail, tail);
      for (int at = tail - BYTES; at >= 0; at--) {
        if (last.getInt(at) == SIGNATURE
            && Short.toUnsignedInt(last.getShort(at + COMMENT_BYTES_AT)) == tail - at - BYTES) {
          long place = length - tail + at;
          ArchiveEnd small =
              new ArchiveEnd(
                  Short.toUnsignedInt(last.getShort(at + ENTRIES_AT)),
                  Integer.toUnsignedLong(last.getInt(at + DIRECTORY_BYTES_AT)));
          return place < LOCATOR_BYTES ? small : large(archive, place - LOCATOR_BYTES, small);
        }
      }
    }
    throw new ZipException("not a ZIP file, or not whole");
  }

  /** The same of an archive with more than 4 GB or 65,535 entries, where it says so. */
  private static ArchiveEnd large(RandomAccessFile archive, long place, ArchiveEnd small)
      throws IOException {
    ByteBuffer locator = read(archive, place, LOCATOR_BYTES);
    if (locator.getInt(0) != LOCATOR_SIGNATURE) {
      return small;
    }
    long at = locator.getLong(LOCATOR_OFFSET_AT);
    if (at < 0 || at > place - BYTES_64) {
      throw new ZipException("its end is damaged");
    }
    ByteBuffer end = read(archive, at, BYTES_64);
    return end.getInt(0) == SIGNATURE_64
        ? new ArchiveEnd(end.getLong(ENTRIES_64_AT), end.getLong(DIRECTORY_BYTES_64_AT))
        : small;
  }

  private static ByteBuffer read(RandomAccessFile archive, long place, int bytes)
      throws IOException {
    byte[] read = new byte[bytes];
    archive.seek(place);
    archive.readFully(read);
    return ByteBuffer.wrap(read).order(ByteOrder.LITTLE_ENDIAN);
  }
}
