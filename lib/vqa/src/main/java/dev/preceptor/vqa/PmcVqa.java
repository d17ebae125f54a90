package dev.preceptor.vqa;

import dev.preceptor.models.InputException;
import dev.preceptor.models.image.ImageSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The questions of a PMC-VQA file.
 *
 * <p>Both published layouts are recognised by their header, with the columns in any order: layout 1
 * has the correct choice's text in {@code Answer} and its letter in {@code Answer_label}; layout 2
 * has the letter in {@code Answer} (and {@code index}, {@code Caption}, {@code split}, which are
 * not used). Either may have a column {@code Response} (or the name given in {@link ReadOptions})
 * with a demonstration for supervised training.
 *
 * <p>A row is rejected, and reading continues, if
 *
 * <ul>
 *   <li>it is not valid CSV (RFC 4180) or UTF-8, or has more values than the header, or a value
 *       longer than {@value #MAX_VALUE_CHARACTERS} characters;
 *   <li>it has no question, an empty choice, or two choices that graders cannot distinguish because
 *       their {@linkplain dev.preceptor.vqa.grading.ChoiceText#canonical canonical forms} are
 *       equal;
 *   <li>its question or a choice holds a control token such as {@code <|im_end|>};
 *   <li>its letter is not one of A to D, or its answer text is not that of the choice with this
 *       letter (an empty answer text is accepted);
 *   <li>it has no image, or its image is outside the images folder (absolute path, {@code ..}, or a
 *       symbolic link), does not exist, is not an image or is too large ({@link ImageCheck} sets
 *       how thoroughly images are checked).
 * </ul>
 */
public final class PmcVqa {

  /** Largest file that is read, bytes; the published files are less than a tenth of this. */
  public static final long MAX_FILE_BYTES = 1L << 30;

  /** Files with more rows are rejected as a whole; the published files have 227,000. */
  public static final int MAX_ROWS = 2_000_000;

  /** Longest value in a usable row, characters. */
  public static final int MAX_VALUE_CHARACTERS = 32_768;

  private final List<Question> accepted;
  private final List<Rejected> rejected;
  private final List<Warning> warnings;

  private final Map<Path, ImageSize> imageSizes;

  private PmcVqa(
      List<Question> accepted,
      List<Rejected> rejected,
      List<Warning> warnings,
      Map<Path, ImageSize> imageSizes) {
    this.accepted = List.copyOf(accepted);
    this.rejected = List.copyOf(rejected);
    this.warnings = List.copyOf(warnings);
    this.imageSizes = Map.copyOf(imageSizes);
  }

  /** Reads every row and checks images by their header. */
  public static PmcVqa read(Path csv, Path images) {
    return read(csv, images, ReadOptions.DEFAULT);
  }

  /**
   * Reads a file. Rows that cannot be used are listed in {@link #rejected}.
   *
   * @param csv UTF-8, with or without byte order mark
   * @param images the folder, or the ZIP file, that the rows' {@code Figure_path} is relative to
   * @throws InputException if the file cannot be read, is too large or lacks a column, or if the
   *     images folder does not exist
   */
  public static PmcVqa read(Path csv, Path images, ReadOptions options) {
    if (!Files.isRegularFile(csv)) {
      throw new InputException("CSV " + csv + ": no such file");
    }
    List<Question> accepted = new ArrayList<>();
    List<Rejected> rejected = new ArrayList<>();
    List<Warning> warnings = new ArrayList<>();
    boolean chosen = options.choice().isPresent();
    // The choice is made by the headers, so that it does not depend on who makes it.
    ImageFolder folder = ImageFolder.of(images, chosen ? ImageCheck.HEADER : options.images());
    try (CsvRows rows = CsvRows.open(csv)) {
      Columns columns = Columns.of(csv, rows.header(), options.responseColumn());
      QuestionRow reader = new QuestionRow(columns, folder);
      while ((chosen || accepted.size() < options.limit()) && rows.next()) {
        if (rows.number() > MAX_ROWS) {
          throw new InputException(
              "CSV " + csv + " has more than " + MAX_ROWS + " rows; split it into several files");
        }
        try {
          Question question = reader.question(rows.number(), rows.values());
          accepted.add(question);
          folder.warning(question).ifPresent(warnings::add);
        } catch (UnusableRow refused) {
          rejected.add(new Rejected(rows.number(), refused.getMessage()));
        }
      }
    } catch (IOException e) {
      throw InputException.cannotBe("read", "CSV " + csv, e);
    }
    if (chosen) {
      StratifiedChoice choice = new StratifiedChoice(options.limit(), options.choice().getAsLong());
      List<Question> taken = choice.of(accepted);
      return options.images() == ImageCheck.HEADER
          ? new PmcVqa(taken, rejected, warnings, folder.sizes())
          : decoded(taken, rejected, ImageFolder.of(images, options.images()));
    }
    return new PmcVqa(accepted, rejected, warnings, folder.sizes());
  }

  /** Decodes the images of questions that were chosen by the images' headers. */
  private static PmcVqa decoded(List<Question> taken, List<Rejected> rejected, ImageFolder folder) {
    List<Question> accepted = new ArrayList<>();
    List<Rejected> all = new ArrayList<>(rejected);
    List<Warning> warnings = new ArrayList<>();
    for (Question question : taken) {
      try {
        folder.require(question.image());
        accepted.add(question);
        folder.warning(question).ifPresent(warnings::add);
      } catch (UnusableRow refused) {
        all.add(new Rejected(question.row(), refused.getMessage()));
      }
    }
    all.sort(Comparator.comparingLong(Rejected::row));
    return new PmcVqa(accepted, all, warnings, folder.sizes());
  }

  /** The usable questions, in the file's order. */
  public List<Question> accepted() {
    return accepted;
  }

  /**
   * The same, at least one.
   *
   * @param file what the file is for and where it lies
   * @throws InputException if no row can be used
   */
  public List<Question> requireQuestions(String file) {
    return UsableRows.require(file, accepted, rejected);
  }

  /** Identifies the accepted questions among those of their file. */
  public String rowsSha256() {
    return RowsHash.of(accepted.stream().mapToLong(Question::row));
  }

  /** The size of an accepted question's image, as it is stored. */
  public ImageSize imageSize(Question question) {
    return imageSizes.get(question.image());
  }

  /** The rows left out, in the file's order. */
  public List<Rejected> rejected() {
    return rejected;
  }

  /** What models do not see of images, in the file's order; empty unless images are decoded. */
  public List<Warning> warnings() {
    return warnings;
  }
}
