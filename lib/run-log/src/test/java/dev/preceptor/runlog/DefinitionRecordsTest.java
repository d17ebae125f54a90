package dev.preceptor.runlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.schemas.Definition;
import dev.preceptor.schemas.RefusedRecordException;
import dev.preceptor.schemas.Topics;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefinitionRecordsTest {

  private static final Definition FIRST =
      Definition.newBuilder()
          .setRun("mine")
          .setRecipe(
              "model: m\nphantom: {train: 8, test: 4, size: 56, seed: 1}\nrewards: [{name: format, weight: 1}]\n")
          .setModelSha256("model")
          .setTrainSha256("train")
          .setTestSha256("test")
          .setCode("1.0")
          .setCreatedMillis(7)
          .setRewardsSha256("")
          .build();

  private final DefinitionRecords records = new DefinitionRecords(new Topics("mine"));

  private void refuses(String key, Definition definition, String why) {
    assertThatThrownBy(() -> records.enter(key, definition))
        .isInstanceOf(RefusedRecordException.class)
        .hasMessageContaining(why);
    assertThat(records.newest()).contains(FIRST);
  }

  @Test
  void aResumedRunMayChangeItsRecipe() {
    records.enter("mine", FIRST);
    var longer =
        Definition.newBuilder(FIRST).setRecipe(FIRST.getRecipe() + "max_steps: 9\n").build();
    records.enter("mine", longer);
    assertThat(records.newest()).contains(longer);
  }

  @Test
  void anotherRunsDefinitionIsRefused() {
    records.enter("mine", FIRST);
    refuses("other", FIRST, "a definition of run 'mine' under the key 'other'; this is run mine");
    refuses("mine", Definition.newBuilder(FIRST).setRun("other").build(), "run 'other'");
  }

  @Test
  void aDefinitionWithAnotherModelDataProgramRewardsOrStartIsRefused() {
    records.enter("mine", FIRST);
    for (var other :
        List.of(
            Definition.newBuilder(FIRST).setModelSha256("x").build(),
            Definition.newBuilder(FIRST).setTrainSha256("x").build(),
            Definition.newBuilder(FIRST).setTestSha256("x").build(),
            Definition.newBuilder(FIRST).setCode("x").build(),
            Definition.newBuilder(FIRST).setRewardsSha256("x").build(),
            Definition.newBuilder(FIRST).setRewardsSha256(null).build(),
            Definition.newBuilder(FIRST).setCreatedMillis(8).build())) {
      refuses("mine", other, "a definition with another model, data, program, rewards or start");
    }
  }

  /** By the first resume with a version that records it. */
  @Test
  void theHashOfTheRewardsMayBeAddedWhereNoneWasRecorded() {
    records.enter("mine", Definition.newBuilder(FIRST).setRewardsSha256(null).build());
    records.enter("mine", FIRST);
    assertThat(records.newest()).contains(FIRST);
  }

  @Test
  void aDefinitionWhoseRecipeCannotBeUsedIsRefused() {
    records.enter("mine", FIRST);
    refuses(
        "mine",
        Definition.newBuilder(FIRST).setRecipe("model: m\nmax_steps: -1\n").build(),
        "a definition with an unusable recipe: ");
  }
}
