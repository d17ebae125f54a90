package dev.preceptor.study.capacity;

/** A process that works on one thing at a time, in the order in which things are given to it. */
final class Station {

  private double free;
  private double busy;

  /**
   * Takes something on.
   *
   * @param ready when the work can begin at the earliest, seconds
   * @param seconds that it takes
   * @return when it is done
   */
  double work(double ready, double seconds) {
    free = Math.max(free, ready) + seconds;
    busy += seconds;
    return free;
  }

  /** The seconds in which it worked. */
  double busySeconds() {
    return busy;
  }
}
