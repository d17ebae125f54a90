package dev.preceptor.vqa;

import dev.preceptor.models.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of PMC-VQA, read.
 *
 * <p>Both published layouts are known by their header, the columns in any order: layout 1 has the
 * right choice's text in {@code Answer} and its letter in {@code Answer_label}; layout 2 has the
 * letter in {@code Answer} (and {@code index}, {@code Caption}, {@code split}, which are not used).
 * Either may have a column {@code Response} (or what {@link ReadOptions} calls it), a demonstration
 * for supervised training.
 *
 * <p>A row is refused, and the others still read, if
 *
 * <ul>
 *   <li>it is not CSV (RFC 4180), not UTF-8, has more values than the header, or a value longer
 *       than {@value #MAX_VALUE_CHARACTERS} characters;
 *   <li>it has no question or an empty choice, or two choices that no grader could tell apart
 *       because their {@linkplain dev.preceptor.vqa.grading.ChoiceText#canonical compared forms}
 *       are equal;
 *   <li>its letter is none of A to D, or its answer text is another choice's or none's (an absent
 *       answer text beside a letter is no disagreement);
 *   <li>its image is not named, lies outside the images folder (absolute, by {@code ..}, or by a
 *       symbolic link), does not exist, is no image or too large ({@link ImageCheck} says how
 *       closely it is looked at).
 * </ul>
 */
public final class PmcVqa {

  /** No published file is a tenth as large; a larger one is refused before it is read. */
  public static final long MAX_FILE_BYTES = 1L << 30;

  /** More rows than this are refused as a whole; the published files have 227,000. */
  public static final int MAX_ROWS = 2_000_000;

  /** Longest value of a usable row. */
  public static final int MAX_VALUE_CHARACTERS = 32_768;

  private final List<Question> accepted;
  private final List<Rejected> rejected;

  private PmcVqa(List<Question> accepted, List<Rejected> rejected) {
    this.accepted = List.copyOf(accepted);
    this.rejected = List.copyOf(rejected);
  }

  /** Reads every row, images by their header. */
  public static PmcVqa read(Path csv, Path images) {
    return read(csv, images, ReadOptions.DEFAULT);
  }

  /**
   * Reads a file; rows that cannot be used are listed, not thrown.
   *
   * @param csv UTF-8, with or without byte order mark
   * @param images the folder that the rows' {@code Figure_path} is relative to
   * @throws InputException if the file cannot be read, is too large or lacks a column, or if the
   *     images folder is none
   */
  public static PmcVqa read(Path csv, Path images, ReadOptions options) {
    if (!Files.isRegularFile(csv)) {
      throw new InputException("CSV " + csv + ": no such file");
    }
    List<Question> accepted = new ArrayList<>();
    List<Rejected> rejected = new ArrayList<>();
    ImageFolder folder = ImageFolder.of(images, options.images());
    try (CsvRows rows = CsvRows.open(csv)) {
      Columns columns = Columns.of(csv, rows.header(), options.responseColumn());
      QuestionRow reader = new QuestionRow(columns, folder);
      while (accepted.size() < options.limit() && rows.next()) {
        if (rows.number() > MAX_ROWS) {
          throw new InputException(
              "CSV " + csv + " has more than " + MAX_ROWS + " rows; split it into several files");
        }
        try {
          accepted.add(reader.question(rows.number(), rows.values()));
        } catch (UnusableRow refused) {
          rejected.add(new Rejected(rows.number(), refused.getMessage()));
        }
      }
    } catch (IOException e) {
      throw new InputException("CSV " + csv + " cannot be read: " + e.getMessage(), e);
    }
    return new PmcVqa(accepted, rejected);
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

  /** The rows left out, in the file's order. */
  public List<Rejected> rejected() {
    return rejected;
  }
}
