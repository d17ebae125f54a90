package dev.preceptor.vqa;

import dev.preceptor.models.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A CSV file of statements for training or testing a judge: columns {@code Statement}, {@code
 * Verdict} (Yes or No), and optionally {@code Kind} and a response column ({@code Response} by
 * default) with the verdict followed by a reason.
 *
 * @param accepted the usable statements, in the file's order
 * @param rejected rows without a usable statement, verdict or response, with the reasons
 */
public record StatementFile(List<LabelledStatement> accepted, List<Rejected> rejected) {

  private static final String STATEMENT = "Statement";
  private static final String VERDICT = "Verdict";
  private static final String KIND = "Kind";

  public StatementFile {
    accepted = List.copyOf(accepted);
    rejected = List.copyOf(rejected);
  }

  /**
   * Reads a file. Rows that cannot be used are listed in {@link #rejected}.
   *
   * @param limit stop after this many accepted statements
   * @param responseColumn the column with responses to train a judge on
   * @throws InputException if the file cannot be read, is too large or lacks a column
   */
  public static StatementFile read(Path csv, int limit, String responseColumn) {
    if (!Files.isRegularFile(csv)) {
      throw new InputException("CSV " + csv + ": no such file");
    }
    List<LabelledStatement> accepted = new ArrayList<>();
    List<Rejected> rejected = new ArrayList<>();
    try (CsvRows rows = CsvRows.open(csv)) {
      List<String> header = Arrays.asList(rows.header());
      int text = place(csv, header, STATEMENT);
      int verdict = place(csv, header, VERDICT);
      int kind = header.indexOf(KIND);
      int response = header.indexOf(responseColumn);
      while (accepted.size() < limit && rows.next()) {
        if (rows.number() > PmcVqa.MAX_ROWS) {
          throw new InputException(
              "CSV %s has more than %d rows; split it into several files"
                  .formatted(csv, PmcVqa.MAX_ROWS));
        }
        try {
          accepted.add(statement(rows, text, verdict, kind, response));
        } catch (UnusableRow refused) {
          rejected.add(new Rejected(rows.number(), refused.getMessage()));
        }
      }
    } catch (IOException e) {
      throw InputException.cannotBe("read", "CSV " + csv, e);
    }
    return new StatementFile(accepted, rejected);
  }

  /**
   * The usable statements, at least one.
   *
   * @param file what the file is for and where it lies
   * @throws InputException if no row can be used
   */
  public List<LabelledStatement> requireStatements(String file) {
    return UsableRows.require(file, accepted, rejected);
  }

  private static int place(Path csv, List<String> header, String name) {
    int place = header.indexOf(name);
    if (place < 0) {
      throw new InputException(
          "CSV %s has no column %s, only %s; a file of statements needs Statement and Verdict"
              .formatted(csv, name, UnusableRow.quoted(String.join(", ", header))));
    }
    return place;
  }

  private static LabelledStatement statement(
      CsvRows rows, int text, int verdict, int kind, int response) throws UnusableRow {
    String[] values = rows.values();
    if (Math.max(text, verdict) >= values.length) {
      throw new UnusableRow("it has fewer values than the header");
    }
    if (values[text].isBlank()) {
      throw new UnusableRow("it has no statement");
    }
    if (values[text].length() > PmcVqa.MAX_VALUE_CHARACTERS) {
      throw new UnusableRow(
          "its statement has %,d characters, more than %,d"
              .formatted(values[text].length(), PmcVqa.MAX_VALUE_CHARACTERS));
    }
    boolean coherent =
        switch (values[verdict].strip().toLowerCase(Locale.ROOT)) {
          case "yes" -> true;
          case "no" -> false;
          default ->
              throw new UnusableRow(
                  "its verdict is " + UnusableRow.quoted(values[verdict]) + "; use Yes or No");
        };
    String named =
        kind >= 0 && kind < values.length && !values[kind].isBlank()
            ? values[kind].strip()
            : coherent ? LabelledStatement.COHERENT : "corrupted";
    String answer = LabelledStatement.verdict(coherent);
    if (response >= 0 && response < values.length && !values[response].isBlank()) {
      String given = values[response].strip();
      if (!given.startsWith(answer)) {
        throw new UnusableRow(
            "its response " + UnusableRow.quoted(given) + " does not begin with " + answer);
      }
      answer = given;
    }
    return new LabelledStatement(rows.number(), values[text], coherent, named, answer);
  }

  /** The text of a file that {@link #read} can read. */
  public static String csv(List<LabelledStatement> statements) {
    StringBuilder csv =
        new StringBuilder(String.join(",", STATEMENT, VERDICT, KIND, ReadOptions.RESPONSE_COLUMN))
            .append('\n');
    for (LabelledStatement statement : statements) {
      csv.append(quoted(statement.text()))
          .append(',')
          .append(LabelledStatement.verdict(statement.coherent()))
          .append(',')
          .append(quoted(statement.kind()))
          .append(',')
          .append(quoted(statement.response()))
          .append('\n');
    }
    return csv.toString();
  }

  private static String quoted(String value) {
    return '"' + value.replace("\"", "\"\"") + '"';
  }
}
