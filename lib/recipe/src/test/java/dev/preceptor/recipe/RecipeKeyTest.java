package dev.preceptor.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RecipeKeyTest {

  @Test
  void everyKeyStandsOnceWithTypeAndMeaning() {
    List<RecipeKey> all = RecipeKey.all();
    assertThat(all)
        .allSatisfy(
            key -> {
              assertThat(key.meaning()).as(key.key()).matches("(?s)[A-Z].*\\.");
              assertThat(key.type()).as(key.key()).isNotBlank();
              assertThat(key.jobs()).as(key.key()).isNotEmpty();
            });
    assertThat(RecipeKey.names()).doesNotHaveDuplicates().hasSize(72);
    assertThat(all)
        .extracting(RecipeKey::key)
        .contains("phantom.train", "rewards[].quorum", "judges[].url", "judges[].model");
  }

  @Test
  void aKeyHasItsDefaultItsBoundsAndItsNameInTrl() {
    assertThat(key("warmup_steps"))
        .isEqualTo(
            new RecipeKey(
                "warmup_steps",
                "Optimizer",
                List.of(Job.TRAIN, Job.SFT, Job.DPO),
                "whole number",
                "0",
                "0 to 10000000 steps",
                "Optimizer steps over which the learning rate rises linearly from 0 to"
                    + " learning_rate.",
                "TrainingArguments"));
    assertThat(key("max_steps").initial()).isEqualTo("train: 100, sft: 0, dpo: 0");
    assertThat(key("beta").initial()).isEqualTo("train: 0.04, dpo: 0.1");
    assertThat(key("label_smoothing").bounds()).isEqualTo("0 to below 0.5");
    assertThat(key("epsilon").bounds()).isEqualTo("between 0 and 1");
    assertThat(key("adam_beta1").bounds()).isEqualTo("0 to below 1");
    assertThat(key("adam_epsilon").bounds()).isEqualTo("above 0");
    assertThat(key("temperature").bounds()).isEqualTo("0.001 to 100");
    assertThat(key("prompt_template").type()).isEqualTo("chat, base, judge");
    assertThat(key("rewards").type()).isEqualTo("list of mappings");
    assertThat(key("rewards[].judges").type()).isEqualTo("list of texts");
  }

  /** Each key of one level, with a number just outside each of its bounds. */
  static Stream<Arguments> numbersOutsideTheirBounds() {
    List<RecordComponent> top = List.of(Recipe.class.getRecordComponents());
    return Stream.concat(
            top.stream(),
            top.stream()
                .map(RecordComponent::getType)
                .filter(Class::isRecord)
                .flatMap(section -> Stream.of(section.getRecordComponents())))
        .filter(component -> component.isAnnotationPresent(Key.class))
        .flatMap(RecipeKeyTest::outside);
  }

  private static Stream<Arguments> outside(RecordComponent component) {
    Key key = component.getAnnotation(Key.class);
    boolean whole = component.getType() != double.class;
    return Stream.of(key.min() - 1, key.max() + 1, key.above(), key.below())
        .filter(Double::isFinite)
        .map(
            number ->
                Arguments.of(
                    RecipeKey.nameOf(component),
                    whole ? String.valueOf((long) (double) number) : number.toString()));
  }

  @ParameterizedTest
  @MethodSource("numbersOutsideTheirBounds")
  void everyBoundIsEnforcedUnderTheKeysOwnName(String key, String number) {
    Job job = key(key).jobs().get(0);
    assertThatThrownBy(
            () -> RecipeReader.parse("test", "model: m\nphantom: {}\n" + key + ": " + number, job))
        .isInstanceOf(RecipeException.class)
        .hasMessageStartingWith("test, " + key + ": " + number + " ");
  }

  static Stream<RecipeKey> topKeys() {
    return RecipeKey.all().stream().filter(key -> RecipeKey.names().contains(key.key()));
  }

  @ParameterizedTest
  @MethodSource("topKeys")
  void everyKeyRefusesAValueOfAnotherType(RecipeKey key) {
    Stream<String> others =
        switch (key.type()) {
          case "whole number" -> Stream.of("'8'", "1.5", "true", "[1]", "{}", "''");
          case "number" -> Stream.of("'8'", "true", "[1]", "{}", "''", "one");
          case "true or false" -> Stream.of("1", "0", "'true'", "[true]", "''", "on and off");
          case "text", "path" -> Stream.of("1", "1.5", "true", "[a]", "{}");
          case "mapping" -> Stream.of("1", "a", "[]", "''");
          // one name may stand without the brackets of a list
          case "list of texts" -> Stream.of("1", "{}", "''", "[1]", "[null]", "[[]]");
          default ->
              key.type().startsWith("list")
                  ? Stream.of("1", "a", "{}", "''", "[1]", "[null]", "[[]]")
                  : Stream.of("1", "'1'", "true", "LINEAR", "''", "[]", "nothing");
        };
    others.forEach(
        value ->
            assertThatThrownBy(
                    () ->
                        RecipeReader.parse(
                            "test",
                            recipeBut(key.key()) + key.key() + ": " + value,
                            key.jobs().get(0)))
                .as(value)
                .isInstanceOf(RecipeException.class)
                .message()
                .startsWith("test, " + key.key())
                .doesNotContain("cannot be used"));
  }

  private static String recipeBut(String key) {
    return (key.equals("model") ? "" : "model: m\n")
        + (key.equals("phantom") ? "" : "phantom: {}\n");
  }

  private static RecipeKey key(String name) {
    return RecipeKey.all().stream().filter(key -> key.key().equals(name)).findFirst().orElseThrow();
  }
}
