package dev.preceptor.vqa;

/**
 * A statement and what a judge should say of it.
 *
 * @param row data row of its file; the row after the header is row 1
 * @param coherent whether the right verdict is yes
 * @param kind {@value #COHERENT}, or what is wrong with it, for reports
 */
public record LabelledStatement(long row, String text, boolean coherent, String kind) {

  /** The kind of statements with which nothing is wrong. */
  public static final String COHERENT = "coherent";
}
