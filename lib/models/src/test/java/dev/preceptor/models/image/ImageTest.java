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
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageTest {

  /** Made by {@code images/make.py} with Pillow and transformers. */
  static final Path IMAGES = Path.of("src/test/resources/images");

  @TempDir Path folder;

  static JsonNode expected() throws IOException {
    return new ObjectMapper().readTree(IMAGES.resolve("expected.json").toFile());
  }

  static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  /** The image that {@code make.py} calls {@code formula}. */
  static Image formula(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0, at = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          rgb[at++] = (byte) (x * x * 7 + y * 13 + x * y * 3 + c * 91);
        }
      }
    }
    return new Image(width, height, rgb);
  }

  @Test
  void everyKindOfPngIsReadAsPillowDoes() throws Exception {
    for (JsonNode png : expected().get("png")) {
      Image image = Image.read(IMAGES.resolve(png.get("name").asText()));
      assertThat(image.width()).isEqualTo(png.get("width").asInt());
      assertThat(image.height()).isEqualTo(png.get("height").asInt());
      assertThat(sha256(image.rgb()))
          .as(png.get("name").asText())
          .isEqualTo(png.get("rgb").asText());
    }
  }

  @Test
  void everyKindOfJpegIsReadAsPillowDoes() throws Exception {
    byte[] stacked = Image.read(IMAGES.resolve("jpeg-decoded.png")).rgb();
    int at = 0;
    for (JsonNode name : expected().get("jpeg")) {
      byte[] rgb = Image.read(IMAGES.resolve(name.asText())).rgb();
      assertThat(rgb).as(name.asText()).isEqualTo(Arrays.copyOfRange(stacked, at, at + rgb.length));
      at += rgb.length;
    }
    assertThat(at).isEqualTo(stacked.length);
  }

  @Test
  void resizingIsPillowsBicubicBitForBit() throws Exception {
    for (JsonNode resized : expected().get("resized")) {
      JsonNode from = resized.get("from");
      JsonNode to = resized.get("to");
      Image image =
          formula(from.get(0).asInt(), from.get(1).asInt())
              .resize(to.get(0).asInt(), to.get(1).asInt());
      assertThat(sha256(image.rgb())).as(resized.toString()).isEqualTo(resized.get("rgb").asText());
    }
  }

  @Test
  void aPngKeepsTheImageAndItsBytes() {
    Image image = formula(53, 37);
    byte[] png = image.toPng();
    assertThat(Image.read(png)).isEqualTo(image);
    assertThat(Image.read(png).toPng()).isEqualTo(png);
  }

  @Test
  void aFileThatIsNotAnImageIsRefusedByName() throws IOException {
    Path file = folder.resolve("notes.jpg");
    Files.writeString(file, "no image at all");
    assertThatThrownBy(() -> Image.read(file))
        .isInstanceOf(InputException.class)
        .hasMessage(file + ": neither a JPEG nor a PNG; give one of these");
    assertThatThrownBy(() -> Image.read(new byte[0])).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> Image.read(folder.resolve("missing.png")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("missing.png: no such file");
    assertThatThrownBy(() -> Image.read(folder)).isInstanceOf(InputException.class);
  }

  @Test
  void aHugeImageIsRefusedBeforeItIsDecoded() throws IOException {
    Path file = folder.resolve("huge.png");
    Files.write(file, pngHeader(100_000, 100_000, 8, 2));
    assertThatThrownBy(() -> Image.read(file))
        .isInstanceOf(InputException.class)
        .hasMessage(
            file
                + ": 100000 x 100000 pixels; an image may have at most 64000000;"
                + " make it smaller");
    assertThatThrownBy(() -> Image.read(pngHeader(8_000, 8_000, 16, 6)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("bytes of samples");
  }

  @Test
  void aTruncatedImageIsRefused() throws IOException {
    for (String name : new String[] {"jpeg-420.jpg", "jpeg-progressive.jpg", "png-rgb.png"}) {
      byte[] whole = Files.readAllBytes(IMAGES.resolve(name));
      byte[] half = Arrays.copyOf(whole, whole.length * 3 / 4);
      assertThatThrownBy(() -> Image.read(half)).as(name).isInstanceOf(InputException.class);
    }
  }

  @Test
  void aJpegWithoutItsEndMarkerIsAccepted() throws IOException {
    byte[] whole = Files.readAllBytes(IMAGES.resolve("jpeg-420.jpg"));
    byte[] open = Arrays.copyOf(whole, whole.length - 2);
    assertThat(Image.read(open)).isEqualTo(Image.read(whole));
  }

  /** Reading a damaged file gives either an image or an InputException. */
  @Test
  void damageCausesNoOtherException() throws IOException {
    Random random = new Random(7);
    for (String name : new String[] {"jpeg-420.jpg", "jpeg-ycck.jpg", "png-palette.png"}) {
      byte[] whole = Files.readAllBytes(IMAGES.resolve(name));
      for (int i = 0; i < 300; i++) {
        byte[] damaged = whole.clone();
        for (int hit = 0; hit < 4; hit++) {
          damaged[random.nextInt(Math.min(damaged.length, 700))] = (byte) random.nextInt();
        }
        try {
          Image.read(damaged);
        } catch (InputException e) {
          assertThat(e.getMessage()).doesNotContain("\n");
        }
      }
    }
  }

  private static byte[] pngHeader(int width, int height, int depth, int colorType) {
    byte[] header =
        ByteBuffer.allocate(17)
            .put("IHDR".getBytes(StandardCharsets.US_ASCII))
            .putInt(width)
            .putInt(height)
            .put((byte) depth)
            .put((byte) colorType)
            .array();
    CRC32 crc = new CRC32();
    crc.update(header);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    png.writeBytes(ByteBuffer.allocate(4).putInt(13).array());
    png.writeBytes(header);
    png.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    png.writeBytes(
        ByteBuffer.allocate(8).putInt(0).put("IDAT".getBytes(StandardCharsets.US_ASCII)).array());
    return png.toByteArray();
  }
}
