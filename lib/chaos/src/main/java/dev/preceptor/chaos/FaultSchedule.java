package dev.preceptor.chaos;

import dev.preceptor.models.InputException;
import dev.preceptor.models.Utf8;
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
 * The faults to inject into a run, in order.
 *
 * @param faults sorted by their moments
 */
public record FaultSchedule(List<ScheduledFault> faults) {

  /** Fraction of faults that are injected at the same moment as the previous one. */
  private static final double FRACTION_TOGETHER = 0.15;

  /** Fraction of faults that are injected before the first step. */
  private static final double FRACTION_AT_BEGIN = 0.05;

  private static final int MAX_DELAY_MILLIS = 1500;
  private static final int MAX_BEGIN_DELAY_MILLIS = 8000;
  private static final int MIN_MILLIS = 1000;
  private static final int PROCESSES = 8;

  public FaultSchedule {
    faults = faults.stream().sorted().toList();
  }

  /**
   * Reads a schedule: one fault per line, in the format of {@link ScheduledFault#toString}; empty
   * lines and lines that start with # are ignored.
   *
   * @throws InputException if it cannot be read; the message names the line
   */
  public static FaultSchedule read(Path file) {
    try {
      List<ScheduledFault> faults = new ArrayList<>();
      var lines = Utf8.text(Files.readAllBytes(file)).lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        var line = lines.get(i).strip();
        if (!line.isEmpty() && !line.startsWith("#")) {
          faults.add(fault(file, i + 1, line));
        }
      }
      return new FaultSchedule(faults);
    } catch (IOException e) {
      throw InputException.cannotBe("read", file, e);
    }
  }

  private static ScheduledFault fault(Path file, int line, String text) {
    try {
      return ScheduledFault.parse(text);
    } catch (InputException e) {
      throw new InputException("%s, line %d: %s".formatted(file, line, e.getMessage()), e);
    }
  }

  /** Writes it in the format of {@link #read}. */
  public void write(Path file) {
    try {
      Files.write(file, faults.stream().map(ScheduledFault::toString).toList());
    } catch (IOException e) {
      throw InputException.cannotBe("written", file, e);
    }
  }

  /** Whether it has a fault of a kind. */
  public boolean has(Predicate<Fault> wanted) {
    return faults.stream().map(ScheduledFault::fault).anyMatch(wanted);
  }

  /**
   * Draws a schedule. Every target that one of the faults applies to is hit about equally often.
   * The moments are spread over all steps but the last, so that the run is still running at all of
   * them.
   *
   * @param seed the same seed draws the same schedule
   * @param count number of faults
   * @param steps steps of the run, at least 2
   * @param targets targets to draw from
   * @param kinds kinds of fault to draw from
   * @param longestMillis longest duration of a fault, 1000 or more
   * @throws InputException if none of the kinds applies to any of the targets
   */
  public static FaultSchedule draw(
      long seed,
      int count,
      int steps,
      List<FaultTarget> targets,
      List<Fault> kinds,
      int longestMillis) {
    if (count < 0 || steps < 2 || longestMillis < MIN_MILLIS) {
      throw new IllegalArgumentException(
          "cannot draw %d faults of up to %d ms in %d steps"
              .formatted(count, longestMillis, steps));
    }
    var possibleTargets =
        targets.stream().filter(target -> !applicable(kinds, target).isEmpty()).toList();
    if (possibleTargets.isEmpty()) {
      throw new InputException(
          "--faults %s --targets %s: none of these faults applies to any of these targets"
              .formatted(names(kinds), names(targets)));
    }
    var random = new Random(seed);
    List<FaultTarget> remaining = new ArrayList<>();
    List<ScheduledFault> faults = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (remaining.isEmpty()) {
        remaining.addAll(possibleTargets);
        Collections.shuffle(remaining, random);
      }
      var moment =
          i > 0 && random.nextDouble() < FRACTION_TOGETHER
              ? faults.get(i - 1).moment()
              : moment(random, i, count, steps);
      var target = remaining.remove(remaining.size() - 1);
      var possible = applicable(kinds, target);
      var fault = possible.get(random.nextInt(possible.size()));
      int millis = fault.lasts() ? random.nextInt(MIN_MILLIS, longestMillis + 1) : 0;
      int which = random.nextInt(PROCESSES);
      faults.add(
          new ScheduledFault(
              notBeforeFirstStep(moment, target),
              target,
              target.isProcess() ? which : 0,
              fault,
              millis));
    }
    return new FaultSchedule(faults);
  }

  private static List<Fault> applicable(List<Fault> kinds, FaultTarget target) {
    return kinds.stream().filter(fault -> fault.appliesTo(target)).toList();
  }

  private static String names(List<?> all) {
    return all.stream().map(Object::toString).collect(Collectors.joining(","));
  }

  /** A run does not start on a full disk, so the disk is only filled from step 1 on. */
  private static Moment notBeforeFirstStep(Moment moment, FaultTarget target) {
    return target == FaultTarget.DISK && moment.step() == 0
        ? new Moment(1, Milestone.SAMPLED, moment.delayMillis())
        : moment;
  }

  private static Moment moment(Random random, int index, int count, int steps) {
    if (random.nextDouble() < FRACTION_AT_BEGIN) {
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
