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
 * The tokenizer of the phantom's judge: trained on its prompts and answers until their words are
 * one token each. {@code recipes/phantom-judge} holds its files; a test compares.
 */
public final class PhantomJudgeTokenizer {

  /** The most tokens that the judge takes. */
  public static final int MAX_LENGTH = 2048;

  private static final int MAX_TOKENS = 900;
  private static final int STATEMENTS = 8000;

  /** Much of the policy's own manner. The shipped weights know the tokens that came of this. */
  private static final Course COURSE = new Course(0.35, 0.45);

  /** How often the prompt itself counts, so that its words are learnt. */
  private static final int PROMPTS = 100;

  /** What is typed, so that any text in English has few unknown characters. */
  private static final String CHARACTERS =
      IntStream.rangeClosed('!', '~').mapToObj(Character::toString).collect(Collectors.joining());

  private PhantomJudgeTokenizer() {}

  /** File contents by file name. */
  public static Map<String, byte[]> files() {
    List<String> texts = new ArrayList<>(Collections.nCopies(PROMPTS, SemanticJudge.prompt("")));
    for (LabelledStatement statement : PhantomStatements.training(1, STATEMENTS, COURSE)) {
      // as it stands in the prompt, where its last full stop does not end the text
      texts.add(statement.text() + "\n\nAnswer: " + statement.response());
    }
    return BioGptTokenizerFiles.of(
        BpeTrainer.trainWords(texts, CHARACTERS, MAX_TOKENS), MAX_LENGTH);
  }
}
