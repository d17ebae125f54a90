package dev.preceptor.vqa.judge;

import java.util.Locale;

/** A judge's decision on a statement. */
public enum Ruling {
  /** The statement is medically coherent and accurate. */
  YES,
  /** It is not, or the response has no thinking text. */
  NO,
  /** The judge failed; never counts as a no. */
  UNSCORABLE,
  /** The judge is unavailable now and is to be asked again until the group's deadline. */
  AWAY;

  /** The name used in metrics and on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
