package dev.preceptor.vqa.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import dev.preceptor.models.image.Image;
import dev.preceptor.vqa.PmcVqa;
import dev.preceptor.vqa.ReadOptions;
import dev.preceptor.vqa.Rejected;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageArchiveTest {

  private static final byte[] PNG = new Image(8, 8, new byte[3 * 8 * 8]).toPng();
  private static final String HEADER =
      "Figure_path,Question,Answer,Choice A,Choice B,Choice C,Choice D,Answer_label\n";

  /** In the directory's record of an entry. */
  private static final int FLAGS_AT = 8;

  private static final int SIZE_AT = 24;
  private static final int DIRECTORY_RECORD = 0x02014b50;

  @TempDir Path folder;

  private Path archive(String... names) throws IOException {
    Path file = folder.resolve("images.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        if (!name.endsWith("/")) {
          zip.write(PNG);
        }
      }
    }
    return file;
  }

  /** Changes an archive's bytes. */
  private static Path replaced(Path file, String from, String to) throws IOException {
    String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
    return Files.writeString(file, bytes.replace(from, to), StandardCharsets.ISO_8859_1);
  }

  /** Changes a number in the directory's record of the only entry. */
  private static Path patched(Path file, int at, int value) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int record = 0;
    while (bytes.getInt(record) != DIRECTORY_RECORD) {
      record++;
    }
    bytes.putInt(record + at, value);
    return Files.write(file, bytes.array());
  }

  private PmcVqa read(Path images, ReadOptions options, String... names) throws IOException {
    StringBuilder csv = new StringBuilder(HEADER);
    for (String name : names) {
      csv.append(name).append(",Q?,k,A:k,B:l,C:m,D:n,A\n");
    }
    return PmcVqa.read(Files.writeString(folder.resolve("q.csv"), csv), images, options);
  }

  private static void assertRefused(Path file, String complaint) {
    assertThatThrownBy(() -> ImageArchive.folder(file))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("images " + file + ": ")
        .hasMessageContaining(complaint)
        .hasMessageNotContaining("\n");
  }

  @Test
  void imagesAreReadByTheirNamesWithTheRefusalsOfAFolder() throws IOException {
    for (ReadOptions options : List.of(ReadOptions.DEFAULT, ReadOptions.THOROUGH)) {
      PmcVqa read =
          read(
              archive("a.png", "sub/b.png", "sub/"),
              options,
              "a.png",
              "sub/b.png",
              "c.png",
              "../a.png",
              "/a.png",
              "sub");
      assertThat(read.accepted()).extracting(question -> question.row()).containsExactly(1L, 2L);
      assertThat(Image.read(read.accepted().get(1).image())).isEqualTo(Image.read(PNG));
      assertThat(read.imageSize(read.accepted().get(0)).width()).isEqualTo(8);
      assertThat(read.rejected())
          .containsExactly(
              new Rejected(3, "image \"c.png\" does not exist"),
              new Rejected(4, "image \"../a.png\" lies outside the images folder"),
              new Rejected(5, "image \"/a.png\" lies outside the images folder"),
              new Rejected(6, "image \"sub\" is not a file"));
    }
    try (var files = Files.list(folder)) {
      assertThat(files)
          .extracting(Path::getFileName)
          .map(Path::toString)
          .containsExactlyInAnyOrder("images.zip", "q.csv");
    }
  }

  /** The published images.zip has them below images/. */
  @Test
  void aFolderThatHasEverythingIsTheFolder() throws IOException {
    assertThat(
            read(
                    archive("images/", "images/a.png", "__MACOSX/images/._a.png"),
                    ReadOptions.DEFAULT,
                    "a.png")
                .accepted())
        .hasSize(1);
  }

  @Test
  void archivesThatReadersUnderstandDifferentlyAreRefused() throws IOException {
    assertRefused(
        replaced(archive("a.png", "b.png"), "b.png", "a.png"), "has two entries named \"a.png\"");
    assertRefused(archive("../../etc/passwd"), "the entry \"../../etc/passwd\" lies outside");
    assertRefused(archive("/etc/passwd"), "the entry \"/etc/passwd\" lies outside");
    assertRefused(archive("a\\..\\b.png"), "lies outside the archive");
    assertRefused(archive("a/./b.png"), "lies outside the archive");
    assertRefused(patched(archive("a.png"), FLAGS_AT, 0x08000009), "encrypted");
    assertRefused(Files.writeString(folder.resolve("x.zip"), "no archive"), "not a ZIP file");
    Path cut = archive("a.png");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 60));
    assertRefused(cut, "not a ZIP file, or not whole");
  }

  /** 64 MiB of zeros take 64 KiB in an archive. */
  @Test
  void anEntryIsNotReadBeyondTheLimitOfAnImageNorBeyondItsOwnSize() throws IOException {
    Path file = folder.resolve("bomb.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("a.png"));
      zip.write(PNG);
      byte[] zeros = new byte[1 << 20];
      for (int mebibyte = 0; mebibyte < 65; mebibyte++) {
        zip.write(zeros);
      }
    }
    assertThat(read(file, ReadOptions.DEFAULT, "a.png").rejected())
        .extracting(Rejected::reason)
        .allMatch(reason -> reason.contains("an image file may have at most 67108864"));
    patched(file, SIZE_AT, PNG.length);
    assertThat(read(file, ReadOptions.THOROUGH, "a.png").rejected())
        .extracting(Rejected::reason)
        .allMatch(reason -> reason.contains("has more than the " + PNG.length + " bytes"))
        .hasSize(1);
  }

  /** As in an archive of more than 4 GB, the number of entries stands in the ZIP64 record. */
  @Test
  void zip64IsRead() throws IOException {
    Path file = folder.resolve("large.zip");
    int many = 0x10001;
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < many; i++) {
        zip.putNextEntry(new ZipEntry(i + ".png"));
        if (i == many - 1) {
          zip.write(PNG);
        }
      }
    }
    assertThat(ArchiveEnd.read(file).entries()).isEqualTo(many);
    String last = many - 1 + ".png";
    assertThat(read(file, ReadOptions.THOROUGH, last).accepted()).hasSize(1);
  }

  @Test
  void whatAnArchiveSaysOfItselfIsHeldAgainstTheLimitsBeforeItIsRead() throws IOException {
    assertRefused(written(ImageArchive.MAX_ENTRIES + 1L, 100), "has more than 2,000,000 entries");
    assertRefused(written(-1, 100), "has more than 2,000,000 entries");
    assertRefused(written(1, ImageArchive.MAX_DIRECTORY_BYTES + 1), "its directory has more than");
  }

  /** The end of an archive with a ZIP64 record, without the rest. */
  private Path written(long entries, long directoryBytes) throws IOException {
    ByteBuffer end = ByteBuffer.allocate(56 + 20 + 22).order(ByteOrder.LITTLE_ENDIAN);
    end.putInt(0, 0x06064b50).putLong(32, entries).putLong(40, directoryBytes);
    end.putInt(56, 0x07064b50).putLong(64, 0);
    end.putInt(76, 0x06054b50).putShort(86, (short) -1).putInt(88, -1);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(end.array());
    Path file = folder.resolve(entries + "-" + directoryBytes + ".zip");
    try (OutputStream out = Files.newOutputStream(file)) {
      bytes.writeTo(out);
    }
    return file;
  }
}
