package dev.preceptor.chaos;

import dev.preceptor.models.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is to happen to a run, in order.
 *
 * @param strikes by their moments
 */
public record FaultSchedule(List<ScheduledFault> strikes) {

  /** Some strikes come with another one right after them. */
  private static final double SHARE_TOGETHER = 0.15;

  /** The share of strikes that come before the first step has begun. */
  private static final double SHARE_AT_BEGIN = 0.05;

  private static final int MAX_DELAY_MILLIS = 1500;
  private static final int MAX_BEGIN_DELAY_MILLIS = 8000;
  private static final int MIN_MILLIS = 1000;
  private static final int PROCESSES = 8;

  public FaultSchedule {
    strikes = strikes.stream().sorted().toList();
  }

  /**
   * Reads a schedule: a strike a line, as {@link ScheduledFault#toString} says it; empty lines and
   * those that begin with # say nothing.
   *
   * @throws InputException if it cannot be read, naming the line
   */
  public static FaultSchedule read(Path file) {
    try {
      List<ScheduledFault> strikes = new ArrayList<>();
      var lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        var line = lines.get(i).strip();
        if (!line.isEmpty() && !line.startsWith("#")) {
          strikes.add(strike(file, i + 1, line));
        }
      }
      return new FaultSchedule(strikes);
    } catch (IOException e) {
      throw new InputException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static ScheduledFault strike(Path file, int line, String text) {
    try {
      return ScheduledFault.parse(text);
    } catch (InputException e) {
      throw new InputException("%s, line %d: %s".formatted(file, line, e.getMessage()), e);
    }
  }

  /** Writes it as {@link #read} takes it. */
  public void write(Path file) {
    try {
      Files.write(file, strikes.stream().map(ScheduledFault::toString).toList());
    } catch (IOException e) {
      throw new InputException(file + " cannot be written: " + e.getMessage(), e);
    }
  }

  /** Whether it has a fault. */
  public boolean has(Predicate<Fault> wanted) {
    return strikes.stream().map(ScheduledFault::fault).anyMatch(wanted);
  }

  /**
   * Draws a schedule. Every victim that one of the faults can be done to is struck about as often
   * as any other; the moments are spread over the run's steps but for the last, so that the run is
   * still there for all of them.
   *
   * @param seed the same seed draws the same schedule
   * @param count of strikes
   * @param steps of the run, at least 2
   * @param victims to draw from
   * @param faults to draw from
   * @param longestMillis how long a fault lasts at most, 1000 or more
   * @throws InputException if none of the faults can be done to any of the victims
   */
  public static FaultSchedule draw(
      long seed,
      int count,
      int steps,
      List<FaultTarget> victims,
      List<Fault> faults,
      int longestMillis) {
    if (count < 0 || steps < 2 || longestMillis < MIN_MILLIS) {
      throw new IllegalArgumentException(
          "%d strikes of up to %d ms in %d steps cannot be drawn"
              .formatted(count, longestMillis, steps));
    }
    var struck = victims.stream().filter(victim -> !hitting(faults, victim).isEmpty()).toList();
    if (struck.isEmpty()) {
      throw new InputException(
          "--faults %s --victims %s: none of these can be done to any of those"
              .formatted(names(faults), names(victims)));
    }
    var random = new Random(seed);
    List<FaultTarget> turn = new ArrayList<>();
    List<ScheduledFault> strikes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (turn.isEmpty()) {
        turn.addAll(struck);
        Collections.shuffle(turn, random);
      }
      var moment =
          i > 0 && random.nextDouble() < SHARE_TOGETHER
              ? strikes.get(i - 1).moment()
              : moment(random, i, count, steps);
      var victim = turn.remove(turn.size() - 1);
      var possible = hitting(faults, victim);
      var fault = possible.get(random.nextInt(possible.size()));
      int millis = fault.lasts() ? random.nextInt(MIN_MILLIS, longestMillis + 1) : 0;
      int which = random.nextInt(PROCESSES);
      strikes.add(
          new ScheduledFault(
              later(moment, victim), victim, victim.isProcess() ? which : 0, fault, millis));
    }
    return new FaultSchedule(strikes);
  }

  private static List<Fault> hitting(List<Fault> faults, FaultTarget victim) {
    return faults.stream().filter(fault -> fault.hits(victim)).toList();
  }

  private static String names(List<?> all) {
    return all.stream().map(Object::toString).collect(Collectors.joining(","));
  }

  /** A run does not begin on a full disk: it says what is missing. */
  private static Moment later(Moment moment, FaultTarget victim) {
    return victim == FaultTarget.DISK && moment.step() == 0
        ? new Moment(1, Milestone.SAMPLED, moment.delayMillis())
        : moment;
  }

  private static Moment moment(Random random, int index, int count, int steps) {
    if (random.nextDouble() < SHARE_AT_BEGIN) {
      return new Moment(0, Milestone.TRAINED, random.nextInt(MAX_BEGIN_DELAY_MILLIS));
    }
    int last = steps - 1;
    int from = (int) ((long) index * last / count);
    int width = Math.max(1, last / count);
    int step = Math.min(last, 1 + from + random.nextInt(width));
    var milestones = Milestone.values();
    return new Moment(
        step, milestones[random.nextInt(milestones.length)], random.nextInt(MAX_DELAY_MILLIS));
  }
}
