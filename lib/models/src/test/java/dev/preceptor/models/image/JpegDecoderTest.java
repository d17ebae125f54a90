package dev.preceptor.models.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.models.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JpegDecoderTest {

  /** Made by {@code make.py} there, with what Pillow 12 (libjpeg-turbo 3.1) decodes. */
  private static final Path FILES = Path.of("src/test/resources/images/jpeg");

  private static final int FRAME = 0xc0;
  private static final int START_OF_SCAN = 0xda;

  static Stream<Map.Entry<String, JsonNode>> files() throws IOException {
    JsonNode expected = new ObjectMapper().readTree(FILES.resolve("expected.json").toFile());
    return expected.properties().stream();
  }

  @ParameterizedTest
  @MethodSource("files")
  void everySampleIsWhatPillowDecodes(Map.Entry<String, JsonNode> file) throws Exception {
    Image image = Image.read(FILES.resolve(file.getKey()));
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(image.rgb());
    assertThat(HexFormat.of().formatHex(hash)).isEqualTo(file.getValue().path("rgb").asText());
    assertThat(ImageSize.of(FILES.resolve(file.getKey())))
        .isEqualTo(new ImageSize(image.width(), image.height()))
        .isEqualTo(
            new ImageSize(
                file.getValue().path("width").asInt(), file.getValue().path("height").asInt()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "420-base-33x40.jpg",
        "420-prog-33x40.jpg",
        "420-arith-33x40.jpg",
        "420-arith-prog-33x40.jpg",
        "restart-blocks.jpg",
        "restart-arith.jpg",
        "scans-bit-by-bit.jpg",
        "cmyk-2-prog.jpg"
      })
  void damageIsRefusedOrDecodedAndNeverEscapesAsAnythingElse(String name) throws IOException {
    byte[] whole = Files.readAllBytes(FILES.resolve(name));
    Random random = new Random(11);
    int decoded = 0;
    for (int i = 0; i < 400; i++) {
      byte[] damaged =
          Arrays.copyOf(whole, i % 4 == 0 ? random.nextInt(whole.length) : whole.length);
      for (int flips = random.nextInt(6); flips > 0 && damaged.length > 0; flips--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        Image.read(damaged);
        decoded++;
      } catch (InputException refused) {
        assertThat(refused).hasMessageStartingWith("image: ");
      }
    }
    assertThat(decoded).as("damage that leaves a JPEG").isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"420-base-33x40.jpg", "420-prog-33x40.jpg", "420-arith-33x40.jpg"})
  void aFileThatEndsInAScanIsTruncated(String name) throws IOException {
    byte[] whole = Files.readAllBytes(FILES.resolve(name));
    assertThatThrownBy(() -> Image.read(Arrays.copyOf(whole, whole.length * 3 / 4)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("the file is truncated");
  }

  @ParameterizedTest
  @CsvSource({
    "3, coding process SOF3",
    "5, coding process SOF5",
    "11, coding process SOF11",
  })
  void aLosslessOrHierarchicalFileIsRefusedByItsProcess(int process, String why)
      throws IOException {
    byte[] file = Files.readAllBytes(FILES.resolve("420-base-33x40.jpg"));
    file[find(file, FRAME) + 1] = (byte) (FRAME + process);
    assertThatThrownBy(() -> Image.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(why);
  }

  /**
   * Colour profiles, metadata and their damage change no pixel, wherever they stand: a profile
   * whose pieces are numbered wrongly, twice, cut off, of another colour space or no profile at
   * all.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "420-base-33x40.jpg",
        "440-prog-33x40.jpg",
        "420-arith-33x40.jpg",
        "grey-prog.jpg",
        "cmyk-1-base.jpg",
        "rgb.jpg"
      })
  void noSegmentOfAnApplicationIsLookedAt(String name, @TempDir Path folder) throws IOException {
    byte[] plain = Files.readAllBytes(FILES.resolve(name));
    Image expected = Image.read(plain);
    String profile = "ICC_PROFILE\0";
    String grey = profile + "\1\1\0\0\0\200lcms\4\0\0\0mntrGRAYXYZ " + "\0".repeat(107);
    List<byte[]> segments =
        List.of(
            segment(0xe2, profile + "\0\0profile"),
            segment(0xe2, profile + "\1\2the first of two"),
            segment(0xe2, profile + "\2\1beyond the last"),
            segment(0xe2, profile + "\377\1the last of one"),
            segment(0xe2, profile + "\1\1" + "garbage".repeat(100)),
            segment(0xe2, profile + "\1"),
            segment(0xe2, "ICC_PROF"),
            segment(0xe2, ""),
            segment(0xe2, grey),
            segment(0xe1, "Exif\0\0MM\0*\377\377\377\377"),
            segment(0xed, "Photoshop 3.0\0008BIM"),
            segment(0xee, "Adobe"),
            segment(0xe0, ""),
            segment(0xfe, "\377\330\377\332"));
    for (int at : segmentStarts(plain)) {
      for (byte[] segment : segments) {
        for (int times = 1; times <= 2; times++) {
          byte[] file = inserted(plain, at, segment, times);
          assertThat(Image.read(file)).isEqualTo(expected);
          assertThat(ImageSize.of(Files.write(folder.resolve("image.jpg"), file)))
              .isEqualTo(new ImageSize(expected.width(), expected.height()));
        }
      }
    }
  }

  private static byte[] segment(int marker, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(4 + bytes.length)
        .putShort((short) (0xff00 | marker))
        .putShort((short) (2 + bytes.length))
        .put(bytes)
        .array();
  }

  /** Where the segments up to the first scan start. */
  private static List<Integer> segmentStarts(byte[] file) {
    List<Integer> starts = new ArrayList<>();
    int at = 2;
    while ((file[at + 1] & 0xff) != START_OF_SCAN) {
      starts.add(at);
      at += 2 + ByteBuffer.wrap(file).getShort(at + 2);
    }
    starts.add(at);
    return starts;
  }

  private static byte[] inserted(byte[] file, int at, byte[] segment, int times) {
    ByteBuffer whole = ByteBuffer.allocate(file.length + times * segment.length);
    whole.put(file, 0, at);
    for (int i = 0; i < times; i++) {
      whole.put(segment);
    }
    return whole.put(file, at, file.length - at).array();
  }

  @Test
  void twelveBitsASampleAreRefused() throws IOException {
    byte[] file = Files.readAllBytes(FILES.resolve("420-base-33x40.jpg"));
    file[find(file, FRAME) + 4] = 12;
    assertThatThrownBy(() -> Image.read(file)).hasMessageContaining("12 bits per sample");
  }

  @Test
  void aFileOfMoreScansThanAnyEncoderWritesIsRefused() throws IOException {
    byte[] file = Files.readAllBytes(FILES.resolve("420-prog-33x40.jpg"));
    int scan = find(file, START_OF_SCAN);
    int next = scan + 2;
    while (file[next] != (byte) 0xff || file[next + 1] == 0) {
      next++;
    }
    var many = new ByteArrayOutputStream();
    many.write(file, 0, scan);
    for (int i = 0; i < 501; i++) {
      many.write(file, scan, next - scan);
    }
    many.write(file, next, file.length - next);
    assertThatThrownBy(() -> Image.read(many.toByteArray()))
        .hasMessageContaining("more than 500 scans");
  }

  @Test
  void memoryIsRefusedBeforeItIsTaken() throws IOException {
    byte[] file = Files.readAllBytes(FILES.resolve("444-prog-33x40.jpg"));
    int frame = find(file, FRAME + 2);
    for (int i = 0; i < 2; i++) {
      file[frame + 5 + 2 * i] = (byte) (7_000 >> 8);
      file[frame + 6 + 2 * i] = (byte) 7_000;
    }
    assertThatThrownBy(() -> Image.read(file)).hasMessageContaining("save it smaller");
  }

  private static int find(byte[] file, int marker) {
    for (int i = 0; ; i++) {
      if (file[i] == (byte) 0xff && file[i + 1] == (byte) marker) {
        return i;
      }
    }
  }
}
