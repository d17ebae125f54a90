package dev.preceptor.vqa.phantom;

import dev.preceptor.vqa.LabelledStatement;
import dev.preceptor.vqa.SplitMix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes statements in pairs: a coherent one and a corruption of it, from the pair's own random
 * stream (seed, number), so that the difference is easy to learn. Held-out statements are about
 * questions that no training statement is about (a fifth of all combinations of choices, letters
 * and answers), half of them in styles that no training statement uses, and with their own words,
 * excuses and instructions.
 */
final class StatementMaker {

  /** Fraction of all questions that is held out. */
  private static final double HELD_OUT = 0.2;

  /** Seed of the decision which questions are held out; independent of a data set's seed. */
  private static final long DECISION = 0x5EED_0F_7E57L;

  /** Fraction of statements in the embedded policy's style in stages with several styles. */
  private static final double CAREFUL = 0.5;

  private static final List<Family> FAMILIES = List.of(Family.values());

  private final long seed;
  private final boolean heldOut;
  private final int count;
  private final Curriculum curriculum;
  private final Optional<StyleShares> shares;

  /** {@code count} is the total number of statements, which the curriculum needs. */
  StatementMaker(long seed, boolean heldOut, int count, Curriculum curriculum) {
    this(seed, heldOut, count, curriculum, Optional.empty());
  }

  /**
   * With shares, a pair's coherent statement is elaborate in the share of {@link
   * ResponseStyle#ELABORATE}, and its other statement a guess, a glance or rambling in theirs; all
   * other pairs are as without them.
   */
  StatementMaker(long seed, boolean heldOut, int count, StyleShares shares) {
    this(seed, heldOut, count, Curriculum.WHOLE, Optional.of(shares));
  }

  private StatementMaker(
      long seed, boolean heldOut, int count, Curriculum curriculum, Optional<StyleShares> shares) {
    this.seed = seed * 2 + (heldOut ? 1 : 0);
    this.heldOut = heldOut;
    this.count = count;
    this.curriculum = curriculum;
    this.shares = shares;
  }

  LabelledStatement make(int index) {
    SplitMix random = new SplitMix(seed, index / 2);
    if (shares.isPresent()) {
      return styled(index, shares.get().draw(random), random);
    }
    CurriculumStage stage = curriculum.at((double) index / count);
    return paired(index, draft(stage, random), stage, random);
  }

  private LabelledStatement styled(int index, ResponseStyle style, SplitMix random) {
    Draft draft = draft(CurriculumStage.STYLED, random);
    return switch (style) {
      case CAREFUL -> paired(index, draft, CurriculumStage.STYLED, random);
      case ELABORATE ->
          paired(
              index,
              new Draft(
                  draft.family(),
                  draft.reading(),
                  AnsweringStyle.CAREFUL,
                  draft.lexicon(),
                  Optional.of(SecondThoughts.draw(draft.reading(), random))),
              CurriculumStage.ELABORATE,
              random);
      case GUESS, GLANCE, RAMBLING ->
          index % 2 == 0
              ? paired(index, draft, CurriculumStage.STYLED, random)
              : labelled(
                  index,
                  new ExplainedStatement(draft.thought(style, random).text(), style.label()),
                  false,
                  style.label());
    };
  }

  /** The coherent statement of a draft, or a corruption of it. */
  private static LabelledStatement paired(
      int index, Draft draft, CurriculumStage stage, SplitMix random) {
    ExplainedStatement right = draft.explained(draft.reading());
    if (index % 2 == 0) {
      return labelled(index, right, true, LabelledStatement.COHERENT);
    }
    Corruption corruption = random.pick(stage.corruptions());
    ExplainedStatement wrong;
    do {
      wrong = corruption.corrupt(draft, random);
      // a shuffle may restore the original order
    } while (wrong.text().isBlank() || wrong.text().equals(right.text()));
    return labelled(index, wrong, false, corruption.label());
  }

  private static LabelledStatement labelled(
      int index, ExplainedStatement said, boolean coherent, String kind) {
    return new LabelledStatement(
        index + 1,
        said.text().strip(),
        coherent,
        kind,
        LabelledStatement.verdict(coherent) + ": " + said.reason());
  }

  private Draft draft(CurriculumStage stage, SplitMix random) {
    Family family = random.pick(FAMILIES);
    int truth;
    List<String> choices;
    do {
      truth = random.below(family.answers().size());
      choices = family.choices(truth, (char) ('A' + random.below(4)), random);
    } while (isHeldOut(family, truth, choices) != heldOut);
    Reading reading = Reading.of(family, truth, choices);
    AnsweringStyle style = style(stage, random);
    boolean inOrder =
        stage.allStyles() && (style.equals(AnsweringStyle.CAREFUL) || random.chance(0.5));
    return new Draft(
        family,
        inOrder ? reading : shuffled(reading, random),
        style,
        heldOut ? Lexicon.HELD_OUT : Lexicon.TAUGHT,
        Optional.empty());
  }

  private AnsweringStyle style(CurriculumStage stage, SplitMix random) {
    if (!stage.allStyles() || random.chance(CAREFUL)) {
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

  /**
   * Whether a question, identified by its choices in order and its answer, is held out from
   * training.
   */
  static boolean isHeldOut(Family family, int truth, List<String> choices) {
    long code = family.ordinal();
    for (String choice : choices) {
      code = 8 * code + family.answers().indexOf(choice);
    }
    return new SplitMix(DECISION, 8 * code + truth).chance(HELD_OUT);
  }
}
