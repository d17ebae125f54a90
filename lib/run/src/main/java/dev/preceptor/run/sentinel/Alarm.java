package dev.preceptor.run.sentinel;

/**
 * An alarm that was raised.
 *
 * @param of which one
 * @param step the step, or the version of the evaluation, that raised it
 * @param level the figure as a share of its limit, 1 or more
 * @param figures what it is made of, a clause
 */
public record Alarm(SentinelAlarm of, int step, double level, String figures) {

  /** In a sentence. */
  public String text() {
    return "%s at step %d, %.1f times its limit: %s; what to do: %s"
        .formatted(of.label(), step, level, figures, of.advice());
  }
}
