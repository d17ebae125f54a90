package dev.preceptor.run.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.models.algorithm.Algorithm;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.training.AdamWSettings;
import dev.preceptor.models.training.AdapterDropout;
import dev.preceptor.models.training.Schedule;
import dev.preceptor.models.training.TrainerSettings;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.testkit.TestRecipes;
import org.junit.jupiter.api.Test;

class TrainingPlanTest {

  private static final String[] EVERY_KEY = {
    "algorithm: dr_grpo",
    "beta: 0.25",
    "epsilon: 0.125",
    "temperature: 0.75",
    "policy_dtype: float32",
    "staleness: 1",
    "max_tokens_per_microbatch: 1234",
    "gradient_checkpointing: true",
    "lora_dropout: 0.5",
    "seed: 7",
    "adam_beta1: 0.5",
    "adam_beta2: 0.75",
    "adam_epsilon: 0.001",
    "weight_decay: 0.0625",
    "max_grad_norm: 0.5",
    "learning_rate: 0.25",
    "lr_scheduler_type: cosine",
    "warmup_steps: 3",
    "max_steps: 40"
  };

  @Test
  void everyKeyReachesTheSettingOfItsName() {
    Recipe recipe = TestRecipes.drawn(EVERY_KEY);
    AdamWSettings adamW = new AdamWSettings(0.5, 0.75, 0.001, 0.0625, 0.5);
    assertThat(TrainingPlan.adamW(recipe)).isEqualTo(adamW);
    assertThat(TrainingPlan.trainer(recipe))
        .isEqualTo(
            new TrainerSettings(
                Algorithm.named(recipe.objective().algorithm()),
                0.25,
                0.125,
                0.75,
                16,
                DType.F32,
                true,
                1234,
                true,
                new AdapterDropout(0.5, 7),
                adamW));
    assertThat(TrainingPlan.schedule(recipe))
        .isEqualTo(new Schedule(Schedule.Kind.COSINE, 0.25, 3, 40));
    assertThat(TrainingPlan.schedule(recipe, 7).maxSteps()).isEqualTo(7);
  }

  @Test
  void theSamplersLogProbabilitiesCountOnlyWhereThePolicyMayBeBehind() {
    assertThat(TrainingPlan.trainer(TestRecipes.drawn("staleness: 0")).behaviourRatio()).isFalse();
    assertThat(TrainingPlan.trainer(TestRecipes.drawn("staleness: 1")).behaviourRatio()).isTrue();
    assertThat(TrainingPlan.trainer(TestRecipes.drawn("staleness: 0"), true).behaviourRatio())
        .isTrue();
  }

  @Test
  void weightsArePublishedInTheTypeOfTheRecipe() {
    assertThat(TrainingPlan.policyDtype(TestRecipes.drawn("policy_dtype: bfloat16")))
        .isEqualTo(DType.BF16);
    assertThat(TrainingPlan.policyDtype(TestRecipes.drawn("policy_dtype: float32")))
        .isEqualTo(DType.F32);
  }
}
