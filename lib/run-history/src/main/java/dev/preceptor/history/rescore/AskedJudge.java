package dev.preceptor.history.rescore;

import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.torch.Torch;
import dev.preceptor.recipe.JudgeFolder;
import dev.preceptor.recipe.JudgeKeys;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.ComputePlan;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Response;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.scoring.judging.JudgeProcessor;
import dev.preceptor.scoring.judging.JudgeTally;
import dev.preceptor.scoring.judging.LoadedJudge;
import dev.preceptor.scoring.judging.RememberedVerdicts;
import java.util.List;
import java.util.Optional;

/**
 * A judge that is asked during a rescore, with the code of judge-service. Its model is loaded on
 * first use. Not thread-safe.
 */
final class AskedJudge implements RescoreJudge {

  /** Cached verdicts, so that no response is judged twice. */
  private static final int MAX_CACHED = 100_000;

  private final JudgeKeys judge;
  private final Recipe recipe;
  private final String sha256;
  private Optional<LoadedJudge> loaded = Optional.empty();
  private Optional<JudgeProcessor> processor = Optional.empty();

  /**
   * A judge of a recipe.
   *
   * @throws dev.preceptor.models.InputException if its folder has no usable model
   */
  AskedJudge(JudgeKeys judge, Recipe recipe) {
    this.judge = judge;
    this.recipe = recipe;
    if (judge.source() instanceof JudgeFolder) {
      LoadedJudge.require(judge.source());
    }
    sha256 = LoadedJudge.sha256(judge.source());
  }

  @Override
  public String name() {
    return judge.name();
  }

  /** Hash of its model and prompt. */
  @Override
  public String sha256() {
    return sha256;
  }

  @Override
  public Optional<Judgement> judge(Rollout rollout) {
    if (rollout.getFailure() != null) {
      return Optional.empty();
    }
    JudgeProcessor asked = processor.orElseGet(this::load);
    GroupKey group = new GroupKey(rollout.getStep(), rollout.getSlot());
    List<String> responses = rollout.getResponses().stream().map(Response::getText).toList();
    return asked
        .judge(group, responses)
        .or(() -> Optional.of(asked.giveUp(group, responses, "the judge is unavailable")));
  }

  private JudgeProcessor load() {
    LoadedJudge opened = LoadedJudge.of(judge.source(), this::compute);
    loaded = Optional.of(opened);
    processor =
        Optional.of(
            new JudgeProcessor(
                judge.name(),
                sha256,
                opened.judge(),
                new RememberedVerdicts(judge.name(), sha256, MAX_CACHED, (key, verdict) -> {}),
                new JudgeTally(),
                System::currentTimeMillis));
    return processor.get();
  }

  private Compute compute() {
    Torch.threads(recipe.fleet().threads());
    return ComputePlan.of(recipe);
  }

  @Override
  public void close() {
    loaded.ifPresent(LoadedJudge::close);
  }
}
