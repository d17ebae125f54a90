package dev.preceptor.fleet.services;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.RecipeReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdleWorkersTest {

  private static List<String> of(String keys) {
    return IdleWorkers.of(
        RecipeReader.parse(
            "test.yaml",
            """
            model: /nowhere/model
            phantom: {train: 8, test: 8}
            rewards: [{name: format, weight: 1}, {name: sound, weight: 1}]
            judges: [{name: sound, model: /nowhere/judge}]
            prompts_per_step: 6
            """
                + keys,
            Job.TRAIN));
  }

  @Test
  void oneWorkerPerUnitAndPartitionIsNotIdle() {
    assertThat(of("sampling_unit: 1\npartitions: 6\nrollout_workers: 6\njudge_workers: 6"))
        .isEmpty();
  }

  @Test
  void tooFewPartitionsAreReported() {
    assertThat(of("sampling_unit: 1\npartitions: 2\nrollout_workers: 5\njudge_workers: 3"))
        .containsExactly(
            "rollout_workers 5: 3 of them will idle, since a step is 6 sampling units on 2 partitions; raise partitions to 5",
            "judge_workers 3: 1 of each judge's will idle, since there are 2 partitions; raise partitions to 3");
  }

  @Test
  void tooFewUnitsAreReported() {
    assertThat(of("sampling_unit: 3\npartitions: 6\nrollout_workers: 3"))
        .containsExactly(
            "rollout_workers 3: 1 of them will idle, since a step is 2 sampling units on 6 partitions; lower sampling_unit or raise prompts_per_step");
  }
}
