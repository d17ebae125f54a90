package dev.preceptor.vqa;

/**
 * A statement with the verdict that a judge should give.
 *
 * @param row data row of its file; the row after the header is row 1
 * @param coherent whether the correct verdict is yes
 * @param kind {@value #COHERENT}, or the kind of error in the statement; for reports
 * @param response the response to train a judge on: the verdict, optionally with a reason
 */
public record LabelledStatement(
    long row, String text, boolean coherent, String kind, String response) {

  /** The kind of statements without an error. */
  public static final String COHERENT = "coherent";

  /** A statement whose response is the verdict alone. */
  public LabelledStatement(long row, String text, boolean coherent, String kind) {
    this(row, text, coherent, kind, verdict(coherent));
  }

  /** The verdict as a judge writes it: Yes or No. */
  public static String verdict(boolean coherent) {
    return coherent ? "Yes" : "No";
  }
}
