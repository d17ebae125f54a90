package dev.preceptor.vqa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.preceptor.models.InputException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PmcVqaTest {

  private static final String LAYOUT_1 =
      "Figure_path,Question,Answer,Choice A,Choice B,Choice C,Choice D,Answer_label\n";
  private static final String LAYOUT_2 =
      "index,Figure_path,Caption,Question,Choice A,Choice B,Choice C,Choice D,Answer,split\n";

  @TempDir Path folder;
  private Path images;

  @BeforeEach
  void drawAnImage() throws IOException {
    images = Files.createDirectory(folder.resolve("images"));
    ImageIO.write(
        new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB),
        "png",
        images.resolve("a.png").toFile());
  }

  /** Real images in the published layouts; see pmc-mini/README.md for their origin. */
  @Nested
  class PmcMini {

    private final Path mini = resource("/pmc-mini");

    private PmcVqa read(String csv, ReadOptions options) {
      return PmcVqa.read(mini.resolve(csv), mini.resolve("images"), options);
    }

    @Test
    void bothLayoutsGiveTheSameQuestions() {
      for (ReadOptions options : List.of(ReadOptions.DEFAULT, ReadOptions.THOROUGH)) {
        assertThat(read("train.csv", options).accepted())
            .hasSize(12)
            .isEqualTo(read("train_2.csv", options).accepted());
        assertThat(read("test.csv", options).accepted())
            .hasSize(6)
            .isEqualTo(read("test_2.csv", options).accepted());
        assertThat(read("train_2.csv", options).rejected()).isEmpty();
        assertThat(read("test.csv", options).rejected()).isEmpty();
        assertThat(read("test_2.csv", options).rejected()).isEmpty();
      }
    }

    @Test
    void lettersSpacesAndNonBreakingSpacesAreNotPartOfAChoice() {
      List<Question> train = read("train.csv", ReadOptions.DEFAULT).accepted();
      assertThat(train.get(0))
          .isEqualTo(
              new Question(
                  1,
                  "What imaging modality was used to obtain this picture?",
                  List.of("MRI", "CT", "Ultrasound", "PET"),
                  'B',
                  mini.resolve("images/PMC100_spine_ct.jpg"),
                  Optional.empty()));
      assertThat(train.get(1).choices())
          .containsExactly("A vertebra", "The liver", "The heart", "A kidney");
      assertThat(train.get(1).answerText()).isEqualTo("A vertebra");
    }

    @Test
    void aSeedChoosesAmongTheUsableRowsWhereverTheyLie() {
      PmcVqa chosen = read("train.csv", ReadOptions.DEFAULT.withChoice(5, OptionalLong.of(3)));
      PmcVqa all = read("train.csv", ReadOptions.DEFAULT);
      assertThat(chosen.accepted())
          .hasSize(5)
          .isSubsetOf(all.accepted())
          .isNotEqualTo(all.accepted().subList(0, 5));
      assertThat(chosen.rejected()).isEqualTo(all.rejected());
      assertThat(chosen.rowsSha256()).isNotEqualTo(all.rowsSha256());
      assertThat(read("train.csv", ReadOptions.DEFAULT.withChoice(5, OptionalLong.empty())))
          .extracting(PmcVqa::accepted)
          .isEqualTo(all.accepted().subList(0, 5));
    }

    @Test
    void eachUnusableRowIsRejectedWithItsNumberAndReason() {
      assertThat(read("train.csv", ReadOptions.DEFAULT).rejected()).hasSize(7);
      List<Rejected> rejected = read("train.csv", ReadOptions.THOROUGH).rejected();
      assertThat(rejected.subList(0, 6))
          .containsExactly(
              new Rejected(13, "image \"PMC999_missing.jpg\" does not exist"),
              new Rejected(14, "answer text \"four\" disagrees with label A, which is \"one\""),
              new Rejected(15, "answer letter \"E\" is not one of A, B, C, D"),
              new Rejected(16, "no question"),
              new Rejected(17, "choice C is empty"),
              new Rejected(18, "image \"../../etc/passwd\" lies outside the images folder"));
      assertThat(rejected.get(6).row()).isEqualTo(19);
      assertThat(rejected.get(6).reason())
          .startsWith("image \"PMC108_broken.jpg\" cannot be read: ")
          .doesNotContain(mini.toString());
    }
  }

  @Test
  void quotesCommasAndLineBreaksBelongToTheirValue() {
    PmcVqa read =
        read(
            LAYOUT_1
                + "a.png,\"Which, of \"\"these\"\",\r\n"
                + "is it? \",\"a \"\"ring\"\"\",\" A:a \"\"ring\"\"\n"
                + "\",\" B:a\u00a0very\n"
                + " thin,\r\n"
                + "line \",C: x,D :y,A\r\n");
    assertThat(read.rejected()).isEmpty();
    Question question = read.accepted().get(0);
    assertThat(question.question()).isEqualTo("Which, of \"these\", is it?");
    assertThat(question.choices()).containsExactly("a \"ring\"", "a very thin, line", "x", "y");
  }

  @Test
  void onlyAChoicesOwnLetterIsRemoved() {
    PmcVqa read = read(LAYOUT_1 + "a.png,Q?,B: cells, A:A lung,A: odd,C:B: cells,D:D: deep,C\n");
    assertThat(read.accepted().get(0).choices())
        .containsExactly("A lung", "A: odd", "B: cells", "D: deep");
  }

  @Test
  void aByteOrderMarkIsNotPartOfTheHeader() {
    assertThat(read("\ufeff" + LAYOUT_1 + "a.png,Q?,k,A:k,B:l,C:m,D:n,A\n").accepted()).hasSize(1);
  }

  @Test
  void columnsAreFoundByNameInAnyOrder() {
    PmcVqa read =
        read(
            "Answer,Choice D,Choice C,Choice B,Choice A,Response,Question,Figure_path\n"
                + "c,D:n,C:m,B:l,A:k,<think>so</think><answer>C</answer>,Q?,a.png\n"
                + "C,D:n,C:m,B:l,A:k, ,Q?,a.png\n");
    assertThat(read.rejected()).isEmpty();
    assertThat(read.accepted())
        .extracting(Question::answer, Question::response)
        .containsExactly(
            tuple('C', Optional.of("<think>so</think><answer>C</answer>")),
            tuple('C', Optional.empty()));
  }

  @Test
  void aFileWithoutTheExpectedColumnsNamesTheMissingOnes() {
    assertThatThrownBy(() -> read("Figure_path,Question,Choice A,Choice B,Choice D,label\n1,2,3\n"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("has no column Choice C, Answer, only")
        .hasMessageContaining("data.csv")
        .hasMessageContaining("label");
    assertThatThrownBy(() -> read(""))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("empty");
    assertThatThrownBy(() -> read("\"open,\n")).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> read("Question," + LAYOUT_1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("two columns Question");
    assertThatThrownBy(() -> PmcVqa.read(folder.resolve("none.csv"), images))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("none.csv");
    assertThatThrownBy(() -> PmcVqa.read(write(LAYOUT_1), folder.resolve("none")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("none");
  }

  @Test
  void onlyTheBrokenRowIsRejected() {
    PmcVqa read =
        read(
            LAYOUT_1
                + "a.png,Q1?,k,A:k,B:l,C:m,D:n,A\n"
                + "a.png,\"Q\"2?,k,A:k,B:l,C:m,D:n,A\n"
                + "\n"
                + "a.png,Q3, with a comma?,k,A:k,B:l,C:m,D:n,A\n"
                + "a.png,Q4?\n"
                + "a.png,\"Q5"
                + "x".repeat(PmcVqa.MAX_VALUE_CHARACTERS)
                + "?\",k,A:k,B:l,C:m,D:n,A\n"
                + "a.png,Q6?,k,A:k,B:l,C:m,D:n,A,,\n"
                + "a.png,Q7?,k,A:k,B:K.,C:m,D:n,A\n"
                + "a.png,Q8?,,A:k,B:l,C:m,D:n,A\n"
                + "a.png,\"Q9?,k,A:k,B:l,C:m,D:n,A\n"
                + "a.png,Q10?,k,A:k,B:l,C:m,D:n,A\n");
    assertThat(read.accepted()).extracting(Question::row).containsExactly(1L, 6L, 8L);
    assertThat(read.rejected()).extracting(Rejected::row).containsExactly(2L, 3L, 4L, 5L, 7L, 9L);
    assertThat(read.rejected().stream().map(Rejected::reason).collect(Collectors.joining("\n")))
        .isEqualTo(
            String.join(
                "\n",
                "not CSV: Unexpected character ('2' (code 50)): Expected column separator character"
                    + " (',' (code 44)) or end-of-line, line 3",
                "9 values, but the header has 8 columns; does a value with a comma lack quotes?",
                "choice A is empty",
                "a value of 32,771 characters, more than 32,768; is there an unclosed quote?",
                "choices A and B are both \"K.\"",
                "not CSV: Missing closing quote for value, lines 11 to 13"));
  }

  @Test
  void aByteOrderMarkBeforeAQuotedHeaderIsNoPartOfIt() throws IOException {
    Path csv = folder.resolve("marked.csv");
    for (String header :
        List.of(LAYOUT_1, LAYOUT_1.replaceFirst("Figure_path", "\"Figure_path\""))) {
      for (String mark : List.of("", "\ufeff")) {
        Files.writeString(csv, mark + header + "a.png,Q?,k,A:k,B:l,C:m,D:n,A\n");
        assertThat(PmcVqa.read(csv, images).accepted()).as(mark + header).hasSize(1);
      }
    }
  }

  @Test
  void aFileInAnotherEncodingIsRefusedByName() throws IOException {
    Path csv = folder.resolve("wide.csv");
    for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      for (String mark : List.of("", "\ufeff")) {
        Files.write(csv, (mark + LAYOUT_1 + "a.png,Q?,k,A:k,B:l,C:m,D:n,A\n").getBytes(charset));
        assertThatThrownBy(() -> PmcVqa.read(csv, images))
            .isInstanceOf(InputException.class)
            .hasMessage(
                "CSV " + csv + ": cannot be read (it is in UTF-16 or UTF-32; save it as UTF-8)");
      }
    }
  }

  @Test
  void onlyARowThatIsNotUtf8IsRejected() throws IOException {
    Path csv = folder.resolve("latin.csv");
    try (OutputStream out = Files.newOutputStream(csv)) {
      out.write((LAYOUT_1 + "a.png,Q1 ").getBytes(StandardCharsets.UTF_8));
      out.write(0xe9);
      out.write(
          "?,k,A:k,B:l,C:m,D:n,A\na.png,é?,k,A:k,B:l,C:m,D:n,A\n".getBytes(StandardCharsets.UTF_8));
    }
    PmcVqa read = PmcVqa.read(csv, images);
    assertThat(read.accepted()).extracting(Question::question).containsExactly("é?");
    assertThat(read.rejected().get(0).reason()).startsWith("not UTF-8");
  }

  @Test
  void aLabelIsReadInAnyWidthCaseAndBrackets() {
    List<String> labels = List.of("B", "b", " B ", "Ｂ", "ｂ", "(B)", "B.", "B。", "【B】", "Ⓑ");
    PmcVqa read =
        read(
            LAYOUT_2
                + labels.stream()
                    .map(label -> "0,a.png,,Q?,胸部,腹部,頭部,四肢," + label + ",train\n")
                    .collect(Collectors.joining())
                + "0,a.png,,Q?,胸部,腹部,頭部,四肢,BC,train\n"
                + "0,a.png,,Q?,胸部,腹部,頭部,四肢,Ｅ,train\n");
    assertThat(read.accepted())
        .hasSameSizeAs(labels)
        .allMatch(question -> question.answer() == 'B');
    assertThat(read.rejected())
        .extracting(Rejected::reason)
        .containsExactly(
            "answer letter \"BC\" is not one of A, B, C, D",
            "answer letter \"Ｅ\" is not one of A, B, C, D");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A:胸部|B:腹部|C:頭部|D:四肢",
        " A：胸部 | B：腹部 | C：頭部 | D：四肢 ",
        "Ａ：胸部|Ｂ：腹部|Ｃ：頭部|Ｄ：四肢",
        "A. 胸部|B. 腹部|C. 頭部|D. 四肢",
        "(A) 胸部|(B) 腹部|(C) 頭部|(D) 四肢",
        "A) 胸部|B) 腹部|C) 頭部|D) 四肢",
        "【A】胸部|【B】腹部|【C】頭部|【D】四肢",
        "A。胸部|B。腹部|C。頭部|D。四肢",
        "A - 胸部|B - 腹部|C - 頭部|D - 四肢",
        "胸部|B:腹部|頭部|D :四肢",
      })
  void theChoicesLettersAreNoPartOfTheirTexts(String written) {
    for (String answer : List.of("腹部", "B", written.split("\\|")[1])) {
      PmcVqa read =
          read(LAYOUT_1 + "a.png,Q?," + answer + "," + written.replace('|', ',') + ",B\n");
      assertThat(read.rejected()).isEmpty();
      assertThat(read.accepted().get(0).choices()).containsExactly("胸部", "腹部", "頭部", "四肢");
    }
  }

  @Test
  void aLabelThatNotAllChoicesHaveIsPartOfItsText() {
    PmcVqa read = read(LAYOUT_2 + "0,a.png,,Q?,E. coli,B. cereus,C. difficile,(D) band,C,train\n");
    assertThat(read.accepted().get(0).choices())
        .containsExactly("E. coli", "B. cereus", "C. difficile", "(D) band");
    PmcVqa wide = read(LAYOUT_2 + "0,a.png,,Q?,A. ｔ１,B. Ｔ₂*,C. ﬁ,D. ½,C,train\n");
    assertThat(wide.accepted().get(0).choices()).containsExactly("ｔ１", "Ｔ₂*", "ﬁ", "½");
  }

  @Test
  void noRowCanReferToAFileOutsideTheImagesFolder() throws IOException {
    Files.copy(images.resolve("a.png"), folder.resolve("outside.png"));
    Files.createSymbolicLink(images.resolve("link.png"), folder.resolve("outside.png"));
    Files.createSymbolicLink(images.resolve("up"), folder);
    Files.createSymbolicLink(images.resolve("inner.png"), Path.of("a.png"));
    Files.createSymbolicLink(folder.resolve("alias"), images);
    String csv =
        LAYOUT_2
            + List.of(
                    "../outside.png",
                    "x/../../outside.png",
                    folder.resolve("outside.png").toString(),
                    images.resolve("a.png").toString(),
                    "link.png",
                    "up/outside.png",
                    "..",
                    ".",
                    "",
                    "a\0.png",
                    "inner.png",
                    "./x/../a.png")
                .stream()
                .map(name -> "0," + name + ",,Q?,A:k,B:l,C:m,D:n,A,train\n")
                .collect(Collectors.joining());
    for (Path root : List.of(images, folder.resolve("alias"))) {
      PmcVqa read = PmcVqa.read(write(csv), root);
      assertThat(read.accepted()).extracting(Question::row).containsExactly(11L, 12L);
      assertThat(read.rejected().subList(0, 7))
          .allSatisfy(row -> assertThat(row.reason()).contains("lies outside the images folder"));
      assertThat(read.rejected()).hasSize(10);
    }
  }

  /** In a hub cache a snapshot's files are links into the repository's blobs. */
  @Test
  void imagesInAHubCacheAreReadThroughTheirLinks() throws IOException {
    Path repository = folder.resolve("hub/datasets--pmc--vqa");
    Path blobs = Files.createDirectories(repository.resolve("blobs"));
    Path snapshot = Files.createDirectories(repository.resolve("snapshots/0a1b2c/images/ct"));
    Path other = Files.createDirectories(folder.resolve("hub/datasets--other/blobs"));
    Files.copy(images.resolve("a.png"), blobs.resolve("d1ff"));
    Files.copy(images.resolve("a.png"), other.resolve("beef"));
    Files.copy(images.resolve("a.png"), repository.resolve("beside.png"));
    Files.createSymbolicLink(snapshot.resolve("a.png"), Path.of("../../../../blobs/d1ff"));
    Files.createSymbolicLink(snapshot.resolve("other.png"), other.resolve("beef"));
    Files.createSymbolicLink(snapshot.resolve("beside.png"), repository.resolve("beside.png"));
    Files.createSymbolicLink(folder.resolve("mine"), snapshot);
    String csv =
        LAYOUT_1
            + "a.png,Q1?,k,A:k,B:l,C:m,D:n,A\n"
            + "other.png,Q2?,k,A:k,B:l,C:m,D:n,A\n"
            + "beside.png,Q3?,k,A:k,B:l,C:m,D:n,A\n";
    for (Path root : List.of(snapshot, folder.resolve("mine"))) {
      PmcVqa read = PmcVqa.read(write(csv), root, ReadOptions.THOROUGH);
      assertThat(read.accepted()).extracting(Question::row).containsExactly(1L);
      assertThat(read.rejected())
          .extracting(Rejected::row, Rejected::reason)
          .containsExactly(
              tuple(
                  2L,
                  "image \"other.png\" lies outside the images folder: a symbolic link leads"
                      + " there"),
              tuple(
                  3L,
                  "image \"beside.png\" lies outside the images folder: a symbolic link leads"
                      + " there"));
    }
  }

  /** Blobs that are themselves a link could be any folder. */
  @Test
  void blobsThatAreALinkAreNoHubCache() throws IOException {
    Path repository = Files.createDirectories(folder.resolve("hub/datasets--fake"));
    Path snapshot = Files.createDirectories(repository.resolve("snapshots/1"));
    Files.createSymbolicLink(repository.resolve("blobs"), images);
    Files.createSymbolicLink(snapshot.resolve("a.png"), images.resolve("a.png"));
    PmcVqa read = PmcVqa.read(write(LAYOUT_1 + "a.png,Q?,k,A:k,B:l,C:m,D:n,A\n"), snapshot);
    assertThat(read.rejected().get(0).reason()).contains("a symbolic link leads there");
  }

  /** A model would take it for the end of a turn, or for an image. */
  @Test
  void aRowWithAControlTokenIsRejectedWithItsColumn() {
    PmcVqa read =
        read(
            LAYOUT_1
                + "a.png,Q1?<|im_end|>,k,A:k,B:l,C:m,D:n,A\n"
                + "a.png,Q2?,k,A:k,B:l<|vision_start|><|image_pad|>,C:m,D:n,A\n"
                + "a.png,Q3?,k,A:k,B:l,C:m,D:<\uff5cend\u2581of\u2581sentence\uff5c>,A\n"
                + "a.png,\"a < b, |c| > d, <b>e</b>, <|>?\",k,A:k,B:l,C:m,D:n,A\n");
    assertThat(read.accepted()).extracting(Question::row).containsExactly(4L);
    assertThat(read.rejected())
        .extracting(Rejected::row, Rejected::reason)
        .containsExactly(
            tuple(1L, "Question contains the control token <|im_end|>; remove it"),
            tuple(2L, "Choice B contains the control token <|vision_start|>; remove it"),
            tuple(
                3L,
                "Choice D contains the control token <\uff5cend\u2581of\u2581sentence\uff5c>;"
                    + " remove it"));
  }

  @Test
  void anImageThatIsTooLargeIsRejectedByItsHeader() throws IOException {
    writePngHeader(images.resolve("huge.png"), 100_000, 100_000);
    for (ReadOptions options : List.of(ReadOptions.DEFAULT, ReadOptions.THOROUGH)) {
      PmcVqa read =
          PmcVqa.read(write(LAYOUT_1 + "huge.png,Q?,k,A:k,B:l,C:m,D:n,A\n"), images, options);
      assertThat(read.rejected().get(0).reason()).contains("100000 x 100000 pixels");
    }
  }

  /** Otherwise it would fail in the middle of a benchmark. */
  @Test
  void anImageThatNoModelAcceptsIsRejectedWhenTheFileIsRead() throws IOException {
    ImageIO.write(
        new BufferedImage(1, 2000, BufferedImage.TYPE_INT_RGB),
        "png",
        images.resolve("thin.png").toFile());
    for (ReadOptions options : List.of(ReadOptions.DEFAULT, ReadOptions.THOROUGH)) {
      PmcVqa read =
          PmcVqa.read(write(LAYOUT_1 + "thin.png,Q?,k,A:k,B:l,C:m,D:n,A\n"), images, options);
      assertThat(read.rejected().get(0).reason())
          .startsWith("image \"thin.png\" cannot be read: image of 1 x 2000 pixels");
    }
  }

  @Test
  void onlyAThoroughReadDetectsDamageAfterTheHeader() throws IOException {
    writePngHeader(images.resolve("cut.png"), 10, 10);
    Files.writeString(images.resolve("text.jpg"), "no image");
    String csv =
        LAYOUT_1 + "cut.png,Q?,k,A:k,B:l,C:m,D:n,A\n" + "text.jpg,Q?,k,A:k,B:l,C:m,D:n,A\n";
    assertThat(PmcVqa.read(write(csv), images).rejected())
        .containsExactly(
            new Rejected(2, "image \"text.jpg\" cannot be read: neither a JPEG nor a PNG"));
    assertThat(PmcVqa.read(write(csv), images, ReadOptions.THOROUGH).rejected()).hasSize(2);
  }

  /** Else a learner, which does not decode, and an evaluation would choose differently. */
  @Test
  void anImageThatCannotBeDecodedLeavesTheChoiceWithoutAnotherInItsPlace() throws IOException {
    writePngHeader(images.resolve("cut.png"), 10, 10);
    Path csv =
        write(LAYOUT_1 + "a.png,Q?,k,A:k,B:l,C:m,D:n,A\n" + "cut.png,Q?,k,A:k,B:l,C:m,D:n,A\n");
    int cut = 0;
    for (int seed = 0; seed < 10; seed++) {
      OptionalLong choice = OptionalLong.of(seed);
      long row =
          PmcVqa.read(csv, images, ReadOptions.DEFAULT.withChoice(1, choice))
              .accepted()
              .get(0)
              .row();
      PmcVqa decoded = PmcVqa.read(csv, images, ReadOptions.THOROUGH.withChoice(1, choice));
      assertThat(decoded.accepted()).hasSize(row == 1 ? 1 : 0);
      assertThat(decoded.rejected()).hasSize(row == 1 ? 0 : 1);
      cut += row == 1 ? 0 : 1;
    }
    assertThat(cut).isBetween(1, 9);
  }

  @Test
  void anImageThatLosesItsDrawingIsReportedOnceAndOnlyByAThoroughRead() throws IOException {
    BufferedImage drawing = new BufferedImage(40, 40, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < 40; i++) {
      drawing.setRGB(i, i, 0xff000000);
    }
    Files.createDirectory(images.resolve("sub"));
    ImageIO.write(drawing, "png", images.resolve("sub/line.png").toFile());
    Path csv =
        write(
            LAYOUT_1
                + "a.png,Q?,k,A:k,B:l,C:m,D:n,A\n"
                + "sub/line.png,Q?,k,A:k,B:l,C:m,D:n,A\n".repeat(2));
    assertThat(PmcVqa.read(csv, images).warnings()).isEmpty();
    PmcVqa read = PmcVqa.read(csv, images, ReadOptions.THOROUGH);
    assertThat(read.accepted()).hasSize(3);
    assertThat(read.warnings())
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.row()).isEqualTo(2);
              assertThat(warning.reason())
                  .startsWith("image \"sub/line.png\" has a transparent background");
            });
  }

  @Test
  void readingStopsAtTheLimit() {
    String row = "a.png,Q?,k,A:k,B:l,C:m,D:n,A\n";
    PmcVqa read =
        PmcVqa.read(
            write(LAYOUT_1 + "none.png" + row + row + row + row),
            images,
            ReadOptions.DEFAULT.withLimit(2));
    assertThat(read.accepted()).extracting(Question::row).containsExactly(2L, 3L);
    assertThat(read.rejected()).hasSize(1);
  }

  private PmcVqa read(String csv) {
    return PmcVqa.read(write(csv), images);
  }

  private Path write(String csv) {
    try {
      return Files.writeString(folder.resolve("data.csv"), csv);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a PNG with a size in its header and no pixels. */
  private static void writePngHeader(Path file, int width, int height) throws IOException {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream chunk = new DataOutputStream(header);
    chunk.writeBytes("IHDR");
    chunk.writeInt(width);
    chunk.writeInt(height);
    chunk.write(new byte[] {8, 2, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(header.toByteArray());
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
      out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
      out.writeInt(13);
      out.write(header.toByteArray());
      out.writeInt((int) crc.getValue());
      out.writeInt(0);
      out.writeBytes("IDAT");
      CRC32 empty = new CRC32();
      empty.update("IDAT".getBytes(StandardCharsets.US_ASCII));
      out.writeInt((int) empty.getValue());
    }
  }

  private static Path resource(String name) {
    try {
      return Path.of(PmcVqaTest.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
