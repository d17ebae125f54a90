package dev.preceptor.scoring.judging;

import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.schemas.Sha256;
import dev.preceptor.vqa.judge.LanguageModelScorer;
import dev.preceptor.vqa.judge.SemanticJudge;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A judge's model in libtorch's memory. For one thread.
 *
 * @param model the model
 * @param sha256 of its weights and of the prompt it is given
 */
public record JudgeModel(LanguageModel model, String sha256) implements AutoCloseable {

  /**
   * Loads a judge.
   *
   * @throws dev.preceptor.models.InputException if the folder holds no model
   */
  public static JudgeModel load(Path folder, Compute compute) {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      return new JudgeModel(LanguageModel.load(checkpoint, compute), sha256(checkpoint));
    }
  }

  /**
   * What tells a judge apart from any other, without loading it.
   *
   * @throws dev.preceptor.models.InputException if the folder holds no model
   */
  public static String sha256(Path folder) {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      return sha256(checkpoint);
    }
  }

  private static String sha256(Checkpoint checkpoint) {
    String weights = PolicyHash.sha256(checkpoint);
    return Sha256.hex((weights + "\n" + SemanticJudge.prompt("")).getBytes(StandardCharsets.UTF_8));
  }

  /** The judge that asks the model. */
  public SemanticJudge judge() {
    return new SemanticJudge(new LanguageModelScorer(model, false));
  }

  @Override
  public void close() {
    model.close();
  }
}
