package dev.preceptor.fleet.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.fleet.services.Service;
import dev.preceptor.models.InputException;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.run.RunFolder;
import dev.preceptor.runlog.BrokerAccess;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JoinPlanTest {

  @TempDir Path model;

  private Recipe recipe(String... judges) {
    return recipe(model, judges);
  }

  private static Recipe recipe(Path model, String... judges) {
    var named =
        List.of(judges).stream()
            .map(name -> "{name: %s, model: %s}".formatted(name, model))
            .toList();
    var rewards =
        List.of(judges).stream().map(name -> ", {name: %s, weight: 1}".formatted(name)).toList();
    return RecipeReader.parse(
        "test.yaml",
        """
        model: /nowhere/model
        phantom: {train: 8, test: 8}
        judges: [%s]
        rewards: [{name: format, weight: 1}%s]
        """
            .formatted(String.join(", ", named), String.join("", rewards)),
        Job.TRAIN);
  }

  @Test
  void theOnlyJudgeNeedsNoName() {
    var phantom = Path.of("../../recipes/phantom-judge").toAbsolutePath().normalize();
    assertThat(JoinPlan.judge(recipe(phantom, "sound"), Optional.empty())).isEqualTo("sound");
    assertThat(JoinPlan.judge(recipe(phantom, "sound", "kind"), Optional.of("kind")))
        .isEqualTo("kind");
  }

  @Test
  void anAmbiguousOrUnknownJudgeIsReportedWithTheKnownOnes() {
    assertThatThrownBy(() -> JoinPlan.judge(recipe("sound", "kind"), Optional.of("mild")))
        .isInstanceOf(InputException.class)
        .hasMessage("--judge mild: no such judge; the run's recipe has sound, kind");
    assertThatThrownBy(() -> JoinPlan.judge(recipe("sound", "kind"), Optional.empty()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("choose one with --judge");
    assertThatThrownBy(() -> JoinPlan.judge(recipe(), Optional.empty()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("has no judges");
  }

  @Test
  void aJudgeWhoseModelIsMissingIsRejected() {
    var recipe = recipe("sound");
    model.toFile().delete();
    assertThatThrownBy(() -> JoinPlan.judge(recipe, Optional.empty()))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "judge sound: its model folder %s does not exist on this machine; copy the model there",
            model);
  }

  @Test
  void aJudgeWhoseFolderHoldsNoModelIsRejected() {
    assertThatThrownBy(() -> JoinPlan.judge(recipe("sound"), Optional.empty()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no weights");
  }

  @Test
  void workersJoinTheConsumerGroupOfTheirService() {
    var recipe = recipe("sound", "kind");
    var run = new RunFolder(model, "mine");
    var broker = BrokerAccess.open("b:1");
    var rollout =
        new JoinPlan(run, recipe, broker, Service.ROLLOUT, Optional.empty(), List.of("w"));
    var judge = new JoinPlan(run, recipe, broker, Service.JUDGE, Optional.of("kind"), List.of("w"));
    assertThat(rollout.members().group()).isEqualTo("mine.rollout");
    assertThat(judge.members().group()).isEqualTo("mine.judge.kind");
    assertThat(judge.members().topic()).isEqualTo("mine.rollouts");
  }

  @Test
  void workerNamesAreUnique() {
    Set<String> names = new HashSet<>();
    var random = new Random(1);
    for (int join = 0; join < 200; join++) {
      names.addAll(WorkerNames.of("rollout-service", "a host.example", 2, random));
    }
    assertThat(names)
        .hasSize(400)
        .allMatch(name -> name.matches("rollout-service-a-host-example-[0-9a-f]{8}-[12]"));
  }
}
