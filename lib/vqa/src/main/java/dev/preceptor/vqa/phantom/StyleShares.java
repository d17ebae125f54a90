package dev.preceptor.vqa.phantom;

import dev.preceptor.models.InputException;
import dev.preceptor.vqa.SplitMix;

/**
 * How often demonstrations are in each style. A demonstration's style is drawn with these
 * probabilities, whatever its question and image; they add up to 1.
 *
 * @param guess share of {@link ResponseStyle#GUESS}
 * @param glance share of {@link ResponseStyle#GLANCE}
 * @param careful share of {@link ResponseStyle#CAREFUL}
 * @param elaborate share of {@link ResponseStyle#ELABORATE}
 * @param rambling share of {@link ResponseStyle#RAMBLING}
 */
public record StyleShares(
    double guess, double glance, double careful, double elaborate, double rambling) {

  /** How far the sum of decimal fractions may be from 1. */
  private static final double ROUNDING = 1e-9;

  public StyleShares {
    double sum = guess + glance + careful + elaborate + rambling;
    boolean negative = guess < 0 || glance < 0 || careful < 0 || elaborate < 0 || rambling < 0;
    if (negative || !(Math.abs(sum - 1) <= ROUNDING)) {
      throw new InputException(
          "phantom, styles: guess %s, glance %s, careful %s, elaborate %s and rambling %s are not shares of a whole; use numbers from 0 to 1 that add up to 1"
              .formatted(guess, glance, careful, elaborate, rambling));
    }
  }

  double of(ResponseStyle style) {
    return switch (style) {
      case GUESS -> guess;
      case GLANCE -> glance;
      case CAREFUL -> careful;
      case ELABORATE -> elaborate;
      case RAMBLING -> rambling;
    };
  }

  /** Draws a style. */
  ResponseStyle draw(SplitMix random) {
    double left = 1;
    for (ResponseStyle style : ResponseStyle.values()) {
      double share = of(style);
      // the last style whose share is not 0 takes what is left, whatever the rounding
      if (share > 0 && (share >= left - ROUNDING || random.chance(share / left))) {
        return style;
      }
      left -= share;
    }
    throw new IllegalStateException("shares add up to 1");
  }
}
