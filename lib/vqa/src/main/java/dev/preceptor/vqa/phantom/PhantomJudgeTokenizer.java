package dev.preceptor.vqa.phantom;

import dev.preceptor.models.text.BioGptTokenizerFiles;
import dev.preceptor.models.text.BpeTrainer;
import dev.preceptor.vqa.LabelledStatement;
import dev.preceptor.vqa.judge.SemanticJudge;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The tokenizer of the phantom judge, trained on its prompts and answers so that each of their
 * words is one token. Its files are in {@code recipes/phantom-judge}; a test checks that they are
 * current.
 */
public final class PhantomJudgeTokenizer {

  /** The judge's maximum length, tokens. */
  public static final int MAX_LENGTH = 2048;

  private static final int MAX_TOKENS = 900;
  private static final int STATEMENTS = 8000;

  /**
   * Mostly the policy's style. Must not change: the shipped weights were trained with the resulting
   * tokens.
   */
  private static final Curriculum CURRICULUM = new Curriculum(0.35, 0.45);

  /** Number of copies of the prompt in the training texts, so that its words become tokens. */
  private static final int PROMPTS = 100;

  /** Printable ASCII, so that English text has few unknown characters. */
  private static final String CHARACTERS =
      IntStream.rangeClosed('!', '~').mapToObj(Character::toString).collect(Collectors.joining());

  private PhantomJudgeTokenizer() {}

  /** File contents by file name. */
  public static Map<String, byte[]> files() {
    List<String> texts = new ArrayList<>(Collections.nCopies(PROMPTS, SemanticJudge.prompt("")));
    for (LabelledStatement statement : PhantomStatements.training(1, STATEMENTS, CURRICULUM)) {
      // as in the prompt, where the final full stop does not end the text
      texts.add(statement.text() + "\n\nAnswer: " + statement.response());
    }
    return BioGptTokenizerFiles.of(
        BpeTrainer.trainWords(texts, CHARACTERS, MAX_TOKENS), MAX_LENGTH);
  }
}
