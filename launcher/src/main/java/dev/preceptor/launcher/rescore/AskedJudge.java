package dev.preceptor.launcher.rescore;

import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.torch.Torch;
import dev.preceptor.recipe.JudgeKeys;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.scoring.judging.JudgeModel;
import dev.preceptor.scoring.judging.JudgeProcessor;
import dev.preceptor.vqa.PromptTemplate;
import java.util.Locale;
import java.util.Optional;

/**
 * A judge that is asked now, by the code of judge-service. Its model is loaded when it is needed
 * for the first time. For one thread.
 */
final class AskedJudge implements AutoCloseable {

  private final JudgeKeys judge;
  private final Recipe recipe;
  private final String sha256;
  private Optional<JudgeModel> model = Optional.empty();
  private Optional<JudgeProcessor> processor = Optional.empty();

  /**
   * A judge of a recipe.
   *
   * @throws dev.preceptor.models.InputException if its folder holds no model
   */
  AskedJudge(JudgeKeys judge, Recipe recipe) {
    this.judge = judge;
    this.recipe = recipe;
    sha256 = JudgeModel.sha256(judge.model());
  }

  String name() {
    return judge.name();
  }

  /** Of its model and prompt: judges of one hash say the same. */
  String sha256() {
    return sha256;
  }

  /** Its word on a group; nothing on one that could not be sampled. */
  Optional<Judgement> judge(Rollout rollout) {
    return processor.orElseGet(this::load).judge(rollout);
  }

  private JudgeProcessor load() {
    Torch.threads(recipe.fleet().threads());
    Compute compute =
        Compute.of(
            recipe.fleet().device(), recipe.fleet().computeDtype().name().toLowerCase(Locale.ROOT));
    JudgeModel loaded = JudgeModel.load(judge.model(), compute);
    model = Optional.of(loaded);
    processor =
        Optional.of(
            new JudgeProcessor(
                judge.name(),
                sha256,
                PromptTemplate.valueOf(recipe.data().promptTemplate().name()).completionPrefix(),
                loaded.judge(),
                System::currentTimeMillis));
    return processor.get();
  }

  @Override
  public void close() {
    model.ifPresent(JudgeModel::close);
  }
}
