package dev.preceptor.run.sentinel;

/**
 * What one alarm's figure is at a step or an evaluation.
 *
 * @param level the figure as a share of its limit: the alarm is raised at 1 and above
 * @param text the figures that it is made of, as a clause
 */
record Reading(double level, String text) {

  /** Nothing that points to the alarm. */
  static final Reading NONE = new Reading(0, "");

  /** The least of several conditions, each as a share of its limit: all of them must hold. */
  static double allOf(double... shares) {
    double least = Double.POSITIVE_INFINITY;
    for (double share : shares) {
      least = Math.min(least, Double.isNaN(share) ? 0 : share);
    }
    return Math.max(0, Math.min(MOST, least));
  }

  /** A level above it says no more. */
  private static final double MOST = 100;
}
