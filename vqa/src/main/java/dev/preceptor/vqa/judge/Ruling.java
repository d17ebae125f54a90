package dev.preceptor.vqa.judge;

/** What a judge decides of a statement. */
public enum Ruling {
  /** Medically coherent and accurate. */
  YES,
  /** Not so, or a response without any thinking. */
  NO,
  /** The judge failed; never to be counted as a no. */
  UNSCORABLE
}
