package dev.preceptor.run.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.testkit.TestRecipes;
import dev.preceptor.vqa.PromptTemplate;
import java.util.Locale;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PromptPlanTest {

  @Test
  void eachTemplateOfARecipeIsTheOneOfItsName() {
    assertThat(PromptPlan.of(TestRecipes.drawn()).template()).isEqualTo(PromptTemplate.CHAT);
    for (PromptTemplate template : PromptTemplate.values()) {
      PromptPlan plan =
          PromptPlan.of(
              TestRecipes.drawn("prompt_template: " + template.name().toLowerCase(Locale.ROOT)));
      assertThat(plan.template()).isEqualTo(template);
    }
  }

  @Test
  void boundsOfImagesAreTheRecipesWhereItHasThem() {
    PromptPlan plan = PromptPlan.of(TestRecipes.drawn("max_pixels: 3136"));
    assertThat(plan.minPixels()).isEmpty();
    assertThat(plan.maxPixels()).isEqualTo(OptionalInt.of(3136));
  }

  @Test
  void aJudgesRecipeHasNoQuestionsToWord() {
    var judge =
        RecipeReader.parse(
            "recipe", "{model: m, phantom: {}, prompt_template: judge, max_steps: 1}", Job.SFT);
    assertThatThrownBy(() -> PromptPlan.of(judge)).isInstanceOf(IllegalArgumentException.class);
  }
}
