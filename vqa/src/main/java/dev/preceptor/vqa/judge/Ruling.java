package dev.preceptor.vqa.judge;

/** What a judge decides of a statement. */
public enum Ruling {
  /** Medically coherent and accurate. */
  YES,
  /** Not so. */
  NO,
  /** It could not be judged; never to be counted as a no. */
  UNSCORABLE
}
