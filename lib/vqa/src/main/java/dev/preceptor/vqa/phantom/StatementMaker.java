package dev.preceptor.vqa.phantom;

import dev.preceptor.vqa.LabelledStatement;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes statements in pairs: a coherent one and a corruption of it, from the pair's own stream of
 * (seed, number), so that what makes the difference stands out. Held-out ones are about questions
 * that no training statement is about (a fifth of all choices, letters and truths), half of them in
 * manners that no training statement has, and of words, excuses and orders of their own.
 */
final class StatementMaker {

  /** Share of all questions that are held out. */
  private static final double HELD_OUT = 0.2;

  /** Stream that decides it; no seed of a data set changes it. */
  private static final long DECISION = 0x5EED_0F_7E57L;

  /** Share of statements in the embedded policy's own manner, once there are others. */
  private static final double CAREFUL = 0.5;

  private static final List<Family> FAMILIES = List.of(Family.values());

  private final long seed;
  private final boolean heldOut;
  private final int count;
  private final Course course;

  /** {@code count} is how many there will be, for the course. */
  StatementMaker(long seed, boolean heldOut, int count, Course course) {
    this.seed = seed * 2 + (heldOut ? 1 : 0);
    this.heldOut = heldOut;
    this.count = count;
    this.course = course;
  }

  LabelledStatement make(int index) {
    SplitMix random = new SplitMix(seed, index / 2);
    Syllabus syllabus = course.at((double) index / count);
    Draft draft = draft(syllabus, random);
    Said right = draft.said(draft.reading());
    if (index % 2 == 0) {
      return labelled(index, right, true, LabelledStatement.COHERENT);
    }
    Corruption corruption = random.pick(syllabus.corruptions());
    Said wrong;
    do {
      wrong = corruption.corrupt(draft, random);
      // a shuffle may put words back where they were
    } while (wrong.text().isBlank() || wrong.text().equals(right.text()));
    return labelled(index, wrong, false, corruption.label());
  }

  private static LabelledStatement labelled(int index, Said said, boolean coherent, String kind) {
    return new LabelledStatement(
        index + 1,
        said.text().strip(),
        coherent,
        kind,
        LabelledStatement.verdict(coherent) + ": " + said.reason());
  }

  private Draft draft(Syllabus syllabus, SplitMix random) {
    Family family = random.pick(FAMILIES);
    int truth;
    List<String> choices;
    do {
      truth = random.below(family.answers().size());
      choices = family.choices(truth, (char) ('A' + random.below(4)), random);
    } while (isHeldOut(family, truth, choices) != heldOut);
    Reading reading = Reading.of(family, truth, choices);
    AnsweringStyle manner = manner(syllabus, random);
    boolean inOrder =
        syllabus.everyManner() && (manner.equals(AnsweringStyle.CAREFUL) || random.chance(0.5));
    return new Draft(
        family,
        inOrder ? reading : shuffled(reading, random),
        manner,
        heldOut ? Lexicon.HELD_OUT : Lexicon.TAUGHT);
  }

  private AnsweringStyle manner(Syllabus syllabus, SplitMix random) {
    if (!syllabus.everyManner() || random.chance(CAREFUL)) {
      return AnsweringStyle.CAREFUL;
    }
    return random.pick(heldOut ? AnsweringStyle.HELD_OUT : AnsweringStyle.TAUGHT);
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
