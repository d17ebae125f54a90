package dev.preceptor.study.table;

import java.util.Locale;

/** A column of Table 1. */
public enum TableColumn {
  ACCURACY("Accuracy, %", 1),
  SIMILARITY("Similarity", 2),
  PERPLEXITY("Perplexity", 2),
  THINKING_REWARD("Thinking reward", 2),
  THINKING_LENGTH("Thinking length, tokens", 1);

  private final String title;
  private final int digits;

  TableColumn(String title, int digits) {
    this.title = title;
    this.digits = digits;
  }

  /** Its name in JSON and, of a metric with a model, for {@code --metric}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its name for people, with the unit. */
  public String title() {
    return title;
  }

  /** Whether its values come from a model of their own. */
  public boolean hasModel() {
    return this == SIMILARITY || this == PERPLEXITY || this == THINKING_REWARD;
  }

  /** A number of this column. */
  String text(double value) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
