package dev.preceptor.vqa.phantom;

import dev.preceptor.models.text.BpeTrainer;
import dev.preceptor.models.text.Qwen2TokenizerFiles;
import java.nio.file.Path;
import java.util.Map;

/**
 * The tokenizer of the embedded policy, trained on the phantom's prompts and demonstrations so that
 * each of their words is one token. Its files are in {@code recipes/phantom-init}; a test checks
 * that they are current.
 */
public final class PhantomTokenizer {
  private static final int MAX_TOKENS = 1000;
  private static final int QUESTIONS = 4000;

  private PhantomTokenizer() {}

  /** File contents by file name. */
  public static Map<String, byte[]> files() {
    PhantomSpec spec =
        new PhantomSpec(Path.of("."), QUESTIONS, 0, 1, PhantomSpec.DEFAULT_SIZE, 0.5);
    return Qwen2TokenizerFiles.of(BpeTrainer.train(PhantomTexts.of(spec), MAX_TOKENS));
  }
}
