package dev.preceptor.vqa.phantom;

import dev.preceptor.models.InputException;
import dev.preceptor.vqa.LabelledStatement;
import dev.preceptor.vqa.StatementFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Statements about phantom images like those in a policy's thinking text; half are coherent and
 * half corrupted. Whether a statement is coherent can be seen from its text alone: the listed
 * choices, the finding and its letter must be consistent.
 */
public final class PhantomStatements {

  private static final int MAX_STATEMENTS = 1_000_000;

  private PhantomStatements() {}

  /** Training statements, in the order of {@link Curriculum#TRAINING}. */
  public static List<LabelledStatement> training(long seed, int count) {
    return training(seed, count, Curriculum.TRAINING);
  }

  /** Training statements in the order of another curriculum. */
  static List<LabelledStatement> training(long seed, int count, Curriculum curriculum) {
    return make(new StatementMaker(seed, false, count, curriculum), count);
  }

  /**
   * Held-out statements for tests. No training statement of any seed is about the same questions,
   * and half of the held-out statements use styles that no training statement uses.
   */
  public static List<LabelledStatement> heldOut(long seed, int count) {
    return make(new StatementMaker(seed, true, count, Curriculum.WHOLE), count);
  }

  /**
   * Training statements with shares of pairs in the answering styles, for a judge that is taught.
   */
  static List<LabelledStatement> training(long seed, int count, StyleShares shares) {
    return make(new StatementMaker(seed, false, count, shares), count);
  }

  /** Held-out statements with shares of pairs in the answering styles. */
  static List<LabelledStatement> heldOut(long seed, int count, StyleShares shares) {
    return make(new StatementMaker(seed, true, count, shares), count);
  }

  private static List<LabelledStatement> make(StatementMaker maker, int count) {
    return IntStream.range(0, count).mapToObj(maker::make).toList();
  }

  /**
   * Writes {@code train.csv} and {@code test.csv}, see {@link StatementFile}.
   *
   * @param train number of training statements, at least 1
   * @param test number of held-out statements, at least 0
   * @param shares how many pairs of statements are about texts in the answering styles; without
   *     them, training statements follow a curriculum of wrong facts and forms
   * @return number of statements in both files by kind
   * @throws InputException if a number is out of bounds or the folder cannot be written
   */
  public static Map<String, Long> draw(
      Path out, int train, int test, long seed, Optional<StyleShares> shares) {
    check(train >= 1 && train <= MAX_STATEMENTS, "train", train, "1 to " + MAX_STATEMENTS);
    check(test >= 0 && test <= MAX_STATEMENTS, "test", test, "0 to " + MAX_STATEMENTS);
    List<LabelledStatement> learnt =
        shares.map(styles -> training(seed, train, styles)).orElseGet(() -> training(seed, train));
    List<LabelledStatement> tested =
        shares.map(styles -> heldOut(seed, test, styles)).orElseGet(() -> heldOut(seed, test));
    try {
      Files.createDirectories(out);
      Files.writeString(out.resolve("train.csv"), StatementFile.csv(learnt));
      Files.writeString(out.resolve("test.csv"), StatementFile.csv(tested));
    } catch (IOException e) {
      throw new InputException(
          "phantom, out: " + out + " cannot be written (" + e + "); choose another folder", e);
    }
    return Stream.of(learnt, tested)
        .flatMap(List::stream)
        .collect(
            Collectors.groupingBy(LabelledStatement::kind, TreeMap::new, Collectors.counting()));
  }

  private static void check(boolean ok, String name, int value, String allowed) {
    if (!ok) {
      throw new InputException(
          "phantom, " + name + ": " + value + " is out of range; use " + allowed);
    }
  }
}
