package dev.preceptor.vqa.phantom;

import dev.preceptor.models.text.BioGptTokenizerFiles;
import dev.preceptor.models.text.BpeTrainer;
import dev.preceptor.vqa.judge.SemanticJudge;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The tokenizer of the phantom's judge: trained on its prompts and answers until their words are
 * one token each. {@code recipes/phantom-judge} holds its files; a test compares.
 */
public final class PhantomJudgeTokenizer {

  /** The most tokens that the judge takes. */
  public static final int MAX_LENGTH = 2048;

  private static final int MAX_TOKENS = 900;
  private static final int STATEMENTS = 4000;

  /** What is typed, so that any text in English has few unknown characters. */
  private static final String CHARACTERS =
      IntStream.rangeClosed('!', '~').mapToObj(Character::toString).collect(Collectors.joining());

  private PhantomJudgeTokenizer() {}

  /** File contents by file name. */
  public static Map<String, byte[]> files() {
    List<String> texts =
        PhantomStatements.training(1, STATEMENTS).stream()
            .map(s -> SemanticJudge.prompt(s.text()) + (s.coherent() ? " Yes" : " No"))
            .toList();
    return BioGptTokenizerFiles.of(
        BpeTrainer.trainWords(texts, CHARACTERS, MAX_TOKENS), MAX_LENGTH);
  }
}
