package dev.preceptor.vqa.judge;

import java.util.Locale;

/** What a judge decides of a statement. */
public enum Ruling {
  /** Medically coherent and accurate. */
  YES,
  /** Not so, or a response without any thinking. */
  NO,
  /** The judge failed; never to be counted as a no. */
  UNSCORABLE,
  /** The judge cannot be asked now. It is to be asked again as long as anybody waits. */
  AWAY;

  /** The name as it stands in metrics and on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
