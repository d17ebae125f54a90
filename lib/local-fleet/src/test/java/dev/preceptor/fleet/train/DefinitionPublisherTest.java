package dev.preceptor.fleet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.ModelFacts;
import dev.preceptor.run.RunInput;
import dev.preceptor.run.plan.QuestionFiles;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.RunTopics;
import dev.preceptor.schemas.Definition;
import dev.preceptor.schemas.Topics;
import dev.preceptor.testkit.TestBroker;
import dev.preceptor.testkit.TestRecipes;
import dev.preceptor.vqa.ReadOptions;
import dev.preceptor.vqa.grading.RewardFunctions;
import dev.preceptor.vqa.phantom.Phantom;
import dev.preceptor.vqa.phantom.PhantomSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("integration")
class DefinitionPublisherTest {

  private static final Recipe RECIPE = TestRecipes.drawn();
  private static final ModelFacts MODEL = new ModelFacts("weights", "files", 1, 2, List.of());

  private TestBroker broker;

  @BeforeEach
  void start() {
    broker = TestBroker.start();
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private RunTopics topics(String run) {
    var topics = new RunTopics(BrokerAccess.open(broker.bootstrapServers()), new Topics(run));
    topics.create(new Topics(run).specs(1));
    return topics;
  }

  private static DefinitionPublisher publisher(String run, RunTopics topics) {
    return new DefinitionPublisher(run, RECIPE, RECIPE, MODEL, topics);
  }

  @Test
  void aRunContinuesOnlyWithTheModelDataAndRewardsThatItStartedWith() {
    var mine = topics("mine");
    publisher("mine", mine).publish();
    var original = mine.definition().orElseThrow();
    assertThat(original.getModelSha256()).isEqualTo("weights");
    assertThat(original.getRewardsSha256()).isEqualTo(RewardFunctions.ownSha256());
    publisher("mine", mine).publish();

    assertRefused(original, "a", it -> it.setModelSha256("other"), "model: ");
    assertRefused(original, "b", it -> it.setTrainSha256("other"), "train_csv: ");
    assertRefused(original, "c", it -> it.setTestSha256("other"), "test_csv: ");
    assertRefused(
        original, "d", it -> it.setRewardsSha256("other"), "PRECEPTOR_REWARDS_CLASSPATH: ");
  }

  /** The files stay the same if an image is replaced, but the rows that can be chosen may not. */
  @Test
  void aRunContinuesOnlyWithTheRowsThatItStartedWith(@TempDir Path folder) {
    var data = folder.resolve("data");
    Phantom.draw(new PhantomSpec(data, 8, 4, 1, 56));
    var recipe =
        TestRecipes.drawn("train_limit: 4", "data_seed: 1")
            .withData(data.resolve("train.csv"), data.resolve("test.csv"), data.resolve("images"));
    var topics = topics("chosen");
    new DefinitionPublisher("chosen", recipe, recipe, MODEL, topics).publish();
    var original = topics.definition().orElseThrow();
    assertThat(original.getInputSha256())
        .containsEntry(
            RunInput.TRAIN_ROWS, QuestionFiles.train(recipe, ReadOptions.DEFAULT).rowsSha256())
        .containsKey(RunInput.TEST_ROWS);

    var inputs = new TreeMap<>(original.getInputSha256());
    inputs.put(RunInput.TRAIN_ROWS, "other");
    topics.publish(Definition.newBuilder(original).setInputSha256(inputs).build());
    assertThatThrownBy(
            () -> new DefinitionPublisher("chosen", recipe, recipe, MODEL, topics).publish())
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("train_csv, chosen rows: its contents have changed");
  }

  private void assertRefused(
      Definition original, String run, UnaryOperator<Definition.Builder> change, String complaint) {
    var other = change.apply(Definition.newBuilder(original).setRun(run)).build();
    var topics = topics(run);
    topics.publish(other);
    assertThatThrownBy(() -> publisher(run, topics).publish())
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(complaint)
        .hasMessageNotContaining("\n");
    assertThat(topics.definition()).contains(other);
  }

  @Test
  void theHashOfTheRewardsIsAddedWhereAnEarlierVersionRecordedNone() {
    var topics = topics("old");
    publisher("old", topics).publish();
    var definition = topics.definition().orElseThrow();

    var older = topics("older");
    older.publish(Definition.newBuilder(definition).setRun("older").setRewardsSha256(null).build());
    publisher("older", older).publish();
    assertThat(older.definition().orElseThrow().getRewardsSha256())
        .isEqualTo(RewardFunctions.ownSha256());
  }
}
