package dev.preceptor.vqa;

/**
 * A statement and what a judge should say of it.
 *
 * @param row data row of its file; the row after the header is row 1
 * @param coherent whether the right verdict is yes
 * @param kind {@value #COHERENT}, or what is wrong with it, for reports
 * @param response what a judge learns to say: the verdict, and its reason if it gives one
 */
public record LabelledStatement(
    long row, String text, boolean coherent, String kind, String response) {

  /** The kind of statements with which nothing is wrong. */
  public static final String COHERENT = "coherent";

  /** A statement with a bare verdict. */
  public LabelledStatement(long row, String text, boolean coherent, String kind) {
    this(row, text, coherent, kind, verdict(coherent));
  }

  /** Yes or No, as a judge says it. */
  public static String verdict(boolean coherent) {
    return coherent ? "Yes" : "No";
  }
}
