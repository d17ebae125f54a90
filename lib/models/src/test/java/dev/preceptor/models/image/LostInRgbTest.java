package dev.preceptor.models.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LostInRgbTest {

  private static final int SIDE = 40;
  private static final int BLACK_LINE = 0xff000000;

  @TempDir Path folder;

  @Test
  void aDrawingInTheColourBelowItsTransparentBackgroundIsLost() throws IOException {
    assertThat(drawn(0x00000000, BLACK_LINE))
        .hasValueSatisfying(
            loss ->
                assertThat(loss)
                    .startsWith("has a transparent background, and models see the colour")
                    .contains("which is that of 100 % of the drawing"));
    assertThat(drawn(0x00ffffff, 0xfff8f8f8)).isPresent();
    assertThat(drawn(0x00ffffff, BLACK_LINE)).isEmpty();
    assertThat(drawn(0xff000000, BLACK_LINE)).isEmpty();
    assertThat(drawn(0x00000000, 0xffff0000)).isEmpty();
  }

  @Test
  void labelsInAnotherColourDoNotSaveTheLines() throws IOException {
    BufferedImage image = image(BufferedImage.TYPE_INT_ARGB, 0x00000000, BLACK_LINE);
    image.setRGB(3, 3, 0xffff0000);
    assertThat(loss(image)).isPresent();
  }

  @Test
  void aPalettesTransparencyIsSeen() throws IOException {
    byte[] levels = {0, 0, (byte) 255};
    byte[] alpha = {0, (byte) 255, (byte) 255};
    BufferedImage image =
        new BufferedImage(
            SIDE,
            SIDE,
            BufferedImage.TYPE_BYTE_INDEXED,
            new IndexColorModel(8, 3, levels, levels, levels, alpha));
    for (int i = 0; i < SIDE; i++) {
      image.getRaster().setSample(i, i, 0, 1);
    }
    assertThat(loss(image)).isPresent();
    for (int i = 0; i < SIDE; i++) {
      image.getRaster().setSample(i, i, 0, 2);
    }
    assertThat(loss(image)).isEmpty();
  }

  @Test
  void sixteenBitGreyAbove255IsWhite() throws IOException {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_USHORT_GRAY);
    assertThat(loss(image)).isEmpty();
    for (int x = 0; x < SIDE; x++) {
      for (int y = 0; y < SIDE / 2; y++) {
        image.getRaster().setSample(x, y, 0, 300 + x);
      }
    }
    assertThat(loss(image))
        .contains(
            "has 16-bit grey, and models see every level above 255 as white: 50 % of its pixels;"
                + " scale it to 8 bits");
  }

  @Test
  void theRestLosesNothing() throws IOException {
    for (String file :
        new String[] {"jpeg-cmyk.jpg", "png-rgb.png", "png-rgba.png", "png-1x1.png"}) {
      assertThat(LostInRgb.read(ImageTest.IMAGES.resolve(file)).loss()).as(file).isEmpty();
    }
  }

  private Optional<String> drawn(int background, int line) throws IOException {
    return loss(image(BufferedImage.TYPE_INT_ARGB, background, line));
  }

  private static BufferedImage image(int type, int background, int line) {
    BufferedImage image = new BufferedImage(SIDE, SIDE, type);
    for (int x = 0; x < SIDE; x++) {
      for (int y = 0; y < SIDE; y++) {
        image.setRGB(x, y, x == y ? line : background);
      }
    }
    return image;
  }

  private Optional<String> loss(BufferedImage image) throws IOException {
    Path file = Files.createTempFile(folder, "image", ".png");
    ImageIO.write(image, "png", file.toFile());
    LostInRgb.Seen seen = LostInRgb.read(file);
    assertThat(seen.image()).isEqualTo(Image.read(file));
    return seen.loss();
  }
}
