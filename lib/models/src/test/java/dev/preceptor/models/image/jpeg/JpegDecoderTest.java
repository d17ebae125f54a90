package dev.preceptor.models.image.jpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.models.InputException;
import dev.preceptor.models.image.Image;
import dev.preceptor.models.image.ImageSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
