package dev.preceptor.learner;

import java.util.Random;

/**
 * Which question each slot of each step asks: the training rows, shuffled anew each epoch.
 *
 * <p>A slot's spare asks the question that is half an epoch away, so that neither its own step nor
 * its neighbours ask the same question, in runs of more than a few rows.
 *
 * <p>A pure function of seed, step and slot, so a restarted learner issues and trains on the same
 * questions. An epoch may end in the middle of a step; no row is left out.
 */
public final class PromptSchedule {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final long seed;
  private final int rows;
  private final int promptsPerStep;
  private long epoch = -1;
  private int[] order = {};

  /**
   * A schedule.
   *
   * @param seed the run's seed
   * @param rows how many questions there are, at least 1
   * @param promptsPerStep how many of them a step asks, at least 1
   */
  public PromptSchedule(long seed, int rows, int promptsPerStep) {
    this.seed = seed;
    this.rows = rows;
    this.promptsPerStep = promptsPerStep;
  }

  /**
   * The question of a slot.
   *
   * @param step from 1
   * @param slot from 0; those from {@code promptsPerStep} on are the spares of the first ones
   * @return its place in the list of accepted questions, from 0
   */
  public int question(int step, int slot) {
    long asked = (long) (step - 1) * promptsPerStep + slot % promptsPerStep;
    int away = slot < promptsPerStep ? 0 : Math.max(1, rows / 2);
    return orderOf(asked / rows)[(int) ((asked + away) % rows)];
  }

  private int[] orderOf(long wanted) {
    if (wanted != epoch) {
      order = shuffled(new Random(seed + wanted * GOLDEN_GAMMA));
      epoch = wanted;
    }
    return order;
  }

  /** Fisher and Yates's shuffle, written out so that no library's change reorders a run. */
  private int[] shuffled(Random random) {
    int[] shuffled = new int[rows];
    for (int i = 0; i < rows; i++) {
      int j = random.nextInt(i + 1);
      shuffled[i] = shuffled[j];
      shuffled[j] = i;
    }
    return shuffled;
  }
}
