package dev.preceptor.vqa.phantom;

import dev.preceptor.vqa.LabelledStatement;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes statements, each from its own stream of (seed, number). Held-out ones are about questions
 * that no training statement is about (a fifth of all choices, letters and truths), half of them in
 * manners that no training statement has, and of words, excuses and orders of their own.
 */
final class StatementMaker {

  private static final double COHERENT = 0.5;

  /** Share of all questions that are held out. */
  private static final double HELD_OUT = 0.2;

  /** Stream that decides it; no seed of a data set changes it. */
  private static final long DECISION = 0x5EED_0F_7E57L;

  /** Share of training statements in the embedded policy's own manner. */
  private static final double CAREFUL = 0.5;

  /** A wrong fact takes more examples to learn than a wrong form. */
  private static final List<Corruption> CORRUPTIONS =
      List.of(
          Corruption.WRONG_LETTER,
          Corruption.WRONG_LETTER,
          Corruption.WRONG_LETTER,
          Corruption.WRONG_LETTER,
          Corruption.UNLISTED,
          Corruption.UNLISTED,
          Corruption.FOREIGN,
          Corruption.FOREIGN,
          Corruption.DOUBLED,
          Corruption.DOUBLED,
          Corruption.NEGATED,
          Corruption.SHUFFLED,
          Corruption.SHUFFLED,
          Corruption.CUT,
          Corruption.CUT,
          Corruption.REPEATED,
          Corruption.EMPTY,
          Corruption.NONSENSE,
          Corruption.INJECTED);

  private final long seed;
  private final boolean heldOut;

  StatementMaker(long seed, boolean heldOut) {
    this.seed = seed * 2 + (heldOut ? 1 : 0);
    this.heldOut = heldOut;
  }

  LabelledStatement make(int index) {
    SplitMix random = new SplitMix(seed, index);
    Draft draft = draft(random);
    if (random.chance(COHERENT)) {
      return new LabelledStatement(
          index + 1, draft.worded(draft.reading()), true, LabelledStatement.COHERENT);
    }
    Corruption corruption = random.pick(CORRUPTIONS);
    String coherent = draft.worded(draft.reading());
    String corrupted;
    do {
      corrupted = corruption.corrupt(draft, random).strip();
      // a shuffle may put words back where they were
    } while (corrupted.isEmpty() || corrupted.equals(coherent));
    return new LabelledStatement(index + 1, corrupted, false, corruption.label());
  }

  private Draft draft(SplitMix random) {
    Family family = Family.values()[random.below(Family.values().length)];
    int truth;
    List<String> choices;
    do {
      truth = random.below(family.answers().size());
      choices = family.choices(truth, (char) ('A' + random.below(4)), random);
    } while (isHeldOut(family, truth, choices) != heldOut);
    Reading reading = Reading.of(family, truth, choices);
    Manner manner = manner(random);
    boolean inOrder = manner.equals(Manner.CAREFUL) || random.chance(0.5);
    return new Draft(
        family,
        inOrder ? reading : shuffled(reading, random),
        manner,
        heldOut ? Lexicon.HELD_OUT : Lexicon.TAUGHT);
  }

  private Manner manner(SplitMix random) {
    if (random.chance(CAREFUL)) {
      return Manner.CAREFUL;
    }
    return random.pick(heldOut ? Manner.HELD_OUT : Manner.TAUGHT);
  }

  private static Reading shuffled(Reading reading, SplitMix random) {
    int[] order = {0, 1, 2, 3};
    random.shuffle(order);
    List<Reading.Choice> listed = new ArrayList<>();
    for (int i : order) {
      listed.add(reading.listed().get(i));
    }
    return reading.withListed(listed);
  }

  /** Whether a question, by its choices' letters and its truth, is kept from training. */
  static boolean isHeldOut(Family family, int truth, List<String> choices) {
    long code = family.ordinal();
    for (String choice : choices) {
      code = 8 * code + family.answers().indexOf(choice);
    }
    return new SplitMix(DECISION, 8 * code + truth).chance(HELD_OUT);
  }
}
