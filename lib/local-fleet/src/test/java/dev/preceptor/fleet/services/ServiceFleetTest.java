package dev.preceptor.fleet.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.fleet.process.ChildSpec;
import dev.preceptor.models.InputException;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.run.Installation;
import dev.preceptor.run.RunFolder;
import dev.preceptor.runlog.BrokerAccess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceFleetTest {

  private static final String RECIPE =
      """
      model: /nowhere/model
      train_csv: /nowhere/train.csv
      test_csv: /nowhere/test.csv
      images: /nowhere/images
      rewards: [{name: format, weight: 1}]
      threads: 4
      """;

  private static final String SECRET = "ScramLoginModule required username=\"u\" password=\"p\";";

  @TempDir Path root;

  @BeforeEach
  void build() throws Exception {
    for (var service : Service.values()) {
      var app = root.resolve(service.label()).resolve("target/quarkus-app");
      Files.createDirectories(app);
      Files.createFile(app.resolve("quarkus-run.jar"));
    }
  }

  @Test
  void allFiveServicesAreStartedEvenWithoutAJudge() {
    assertThat(fleet(RECIPE).keySet())
        .containsExactlyInAnyOrder(
            "reward-service",
            "learner-service",
            "rollout-service",
            "eval-service",
            "judge-service");
  }

  @Test
  void servicesThatNoStepWaitsForAreStartedLater() {
    assertThat(serviceFleet(RECIPE).besideSteps())
        .extracting(ChildSpec::name)
        .containsExactly("eval-service", "judge-service");
    var judged =
        RECIPE.replace(
            "rewards: [", "judges: [{name: j, model: /j}]\nrewards: [{name: j, weight: 1}, ");
    assertThat(serviceFleet(judged).besideSteps())
        .extracting(ChildSpec::name)
        .containsExactly("eval-service");
  }

  @Test
  void workersAreNumberedAndEveryJudgeHasItsOwn() {
    var fleet =
        fleet(
            RECIPE.replace("rewards: [{name: format, weight: 1}]\n", "")
                + """
                rollout_workers: 2
                judge_workers: 2
                judges: [{name: sound, model: /j1}, {name: kind, model: /j2}]
                rewards:
                  [{name: format, weight: 1}, {name: sound, weight: 1}, {name: kind, weight: 1}]
                """);
    assertThat(fleet.keySet())
        .contains("rollout-service-1", "rollout-service-2")
        .contains("judge-service-sound-1", "judge-service-sound-2", "judge-service-kind-1")
        .doesNotContain("judge-service");
    assertThat(fleet.get("judge-service-kind-2").environment())
        .containsEntry("PRECEPTOR_JUDGE", "kind");
    assertThat(fleet.get("rollout-service-2").environment())
        .containsEntry("PRECEPTOR_WORKER", "rollout-service-2");
  }

  @Test
  void everyProcessGetsItsRunAndItsBroker() {
    for (var child : fleet(RECIPE).values()) {
      assertThat(child.environment())
          .containsEntry("PRECEPTOR_RUN", "mine")
          .containsEntry("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092")
          .containsEntry("KAFKA_SASL_JAAS_CONFIG", SECRET)
          .containsEntry("KAFKA_SSL_KEY_PASSWORD", "k")
          .containsEntry("PRECEPTOR_RUN_DIR", root.resolve("runs/mine").toString());
      assertThat(child.command()).noneMatch(argument -> argument.contains(SECRET));
      assertThat(child.replaced()).as("a login of the shell's must not mix in").isEqualTo("KAFKA_");
      assertThat(child.log()).isEqualTo(root.resolve("runs/mine/logs/" + child.name() + ".log"));
    }
  }

  @Test
  void processesWithWeightsGetHeapForThemAndTheRecipesThreads() {
    var fleet = fleet(RECIPE);
    assertThat(fleet.get("rollout-service").command())
        .contains("-Xmx1512m", "-Dai.djl.pytorch.num_threads=4")
        .contains("-Dai.djl.pytorch.num_interop_threads=1");
    assertThat(fleet.get("reward-service").command()).contains("-Xmx256m");
    assertThat(fleet.get("judge-service").command()).contains("-Xmx256m");
  }

  @Test
  void aServiceThatIsNotBuiltIsReported() throws Exception {
    Files.delete(root.resolve("eval-service/target/quarkus-app/quarkus-run.jar"));
    assertThatThrownBy(() -> fleet(RECIPE))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("eval-service is not built");
  }

  private Map<String, ChildSpec> fleet(String recipe) {
    var fleet = serviceFleet(recipe);
    return Stream.of(fleet.forSteps(), fleet.besideSteps())
        .flatMap(List::stream)
        .collect(Collectors.toMap(ChildSpec::name, Function.identity()));
  }

  private ServiceFleet serviceFleet(String recipe) {
    return new ServiceFleet(
        new Installation(root),
        new RunFolder(root.resolve("runs"), "mine"),
        RecipeReader.parse("test.yaml", recipe, Job.TRAIN),
        400L << 20,
        new BrokerAccess(
            "127.0.0.1:9092", "", Map.of("sasl.jaas.config", SECRET, "ssl.key.password", "k")));
  }
}
