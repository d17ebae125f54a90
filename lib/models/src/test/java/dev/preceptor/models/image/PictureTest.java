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

class PictureTest {

  /** Made by {@code pictures/make.py} with Pillow and transformers. */
  static final Path PICTURES = Path.of("src/test/resources/pictures");

  /** JPEG decoders differ by a grey level or two. */
  private static final int JPEG_TOLERANCE = 2;

  @TempDir Path folder;

  static JsonNode expected() throws IOException {
    return new ObjectMapper().readTree(PICTURES.resolve("expected.json").toFile());
  }

  static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  /** The picture that {@code make.py} calls {@code formula}. */
  static Picture formula(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0, at = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          rgb[at++] = (byte) (x * x * 7 + y * 13 + x * y * 3 + c * 91);
        }
      }
    }
    return new Picture(width, height, rgb);
  }

  @Test
  void everyKindOfPngIsReadAsPillowReadsIt() throws Exception {
    for (JsonNode png : expected().get("png")) {
      Picture picture = Picture.read(PICTURES.resolve(png.get("name").asText()));
      assertThat(picture.width()).isEqualTo(png.get("width").asInt());
      assertThat(picture.height()).isEqualTo(png.get("height").asInt());
      assertThat(sha256(picture.rgb()))
          .as(png.get("name").asText())
          .isEqualTo(png.get("rgb").asText());
    }
  }

  @Test
  void everyKindOfJpegIsReadAsPillowReadsIt() throws Exception {
    byte[] stacked = Picture.read(PICTURES.resolve("jpeg-decoded.png")).rgb();
    int at = 0;
    for (JsonNode name : expected().get("jpeg")) {
      byte[] rgb = Picture.read(PICTURES.resolve(name.asText())).rgb();
      for (int i = 0; i < rgb.length; i++, at++) {
        assertThat(Math.abs((rgb[i] & 0xff) - (stacked[at] & 0xff)))
            .as("%s, value %d", name.asText(), i)
            .isLessThanOrEqualTo(JPEG_TOLERANCE);
      }
    }
    assertThat(at).isEqualTo(stacked.length);
  }

  @Test
  void resizingIsPillowsBicubicBitForBit() throws Exception {
    for (JsonNode resized : expected().get("resized")) {
      JsonNode from = resized.get("from");
      JsonNode to = resized.get("to");
      Picture picture =
          formula(from.get(0).asInt(), from.get(1).asInt())
              .resize(to.get(0).asInt(), to.get(1).asInt());
      assertThat(sha256(picture.rgb()))
          .as(resized.toString())
          .isEqualTo(resized.get("rgb").asText());
    }
  }

  @Test
  void aPngKeepsThePictureAndItsBytes() {
    Picture picture = formula(53, 37);
    byte[] png = picture.toPng();
    assertThat(Picture.read(png)).isEqualTo(picture);
    assertThat(Picture.read(png).toPng()).isEqualTo(png);
  }

  @Test
  void aPictureThatIsNoneIsRefusedByName() throws IOException {
    Path file = folder.resolve("notes.jpg");
    Files.writeString(file, "no picture at all");
    assertThatThrownBy(() -> Picture.read(file))
        .isInstanceOf(InputException.class)
        .hasMessage(file + ": neither a JPEG nor a PNG; give one of these");
    assertThatThrownBy(() -> Picture.read(new byte[0])).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> Picture.read(folder.resolve("missing.png")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("missing.png: no such file");
    assertThatThrownBy(() -> Picture.read(folder)).isInstanceOf(InputException.class);
  }

  @Test
  void aHugePictureIsRefusedBeforeItIsDecoded() throws IOException {
    Path file = folder.resolve("huge.png");
    Files.write(file, pngHeader(100_000, 100_000, 8, 2));
    assertThatThrownBy(() -> Picture.read(file))
        .isInstanceOf(InputException.class)
        .hasMessage(
            file
                + ": 100000 x 100000 pixels, and 64000000 are the most a picture may have;"
                + " make it smaller");
    assertThatThrownBy(() -> Picture.read(pngHeader(8_000, 8_000, 16, 6)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("bytes of samples");
  }

  @Test
  void aTruncatedPictureIsRefused() throws IOException {
    for (String name : new String[] {"jpeg-420.jpg", "jpeg-progressive.jpg", "png-rgb.png"}) {
      byte[] whole = Files.readAllBytes(PICTURES.resolve(name));
      byte[] half = Arrays.copyOf(whole, whole.length * 3 / 4);
      assertThatThrownBy(() -> Picture.read(half)).as(name).isInstanceOf(InputException.class);
    }
  }

  @Test
  void aJpegThatOnlyLacksItsEndMarkerIsWhole() throws IOException {
    byte[] whole = Files.readAllBytes(PICTURES.resolve("jpeg-420.jpg"));
    byte[] open = Arrays.copyOf(whole, whole.length - 2);
    assertThat(Picture.read(open)).isEqualTo(Picture.read(whole));
  }

  /** Whatever the damage, the answer is a picture or an InputException. */
  @Test
  void damageNeverEscapesAsAnythingElse() throws IOException {
    Random random = new Random(7);
    for (String name : new String[] {"jpeg-420.jpg", "jpeg-ycck.jpg", "png-palette.png"}) {
      byte[] whole = Files.readAllBytes(PICTURES.resolve(name));
      for (int i = 0; i < 300; i++) {
        byte[] damaged = whole.clone();
        for (int hit = 0; hit < 4; hit++) {
          damaged[random.nextInt(Math.min(damaged.length, 700))] = (byte) random.nextInt();
        }
        try {
          Picture.read(damaged);
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
