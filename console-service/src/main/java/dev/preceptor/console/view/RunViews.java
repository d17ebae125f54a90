package dev.preceptor.console.view;

import dev.preceptor.console.index.RunIndex;
import dev.preceptor.console.log.ReaderState;
import dev.preceptor.console.log.RunFacts;
import dev.preceptor.console.log.RunReader;
import dev.preceptor.recipe.JudgeKeys;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RewardKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Makes the view of a run, and says in which state it is. */
public final class RunViews {

  /** A run that has written nothing for so long is called quiet. */
  private static final Duration QUIET = Duration.ofMinutes(2);

  private RunViews() {}

  /**
   * The view.
   *
   * @param whole whether the recipe is in it
   * @param nowMillis ms since 1970
   */
  public static RunView of(RunReader reader, boolean whole, long nowMillis) {
    Optional<RunFacts> facts = reader.facts();
    Optional<RunIndex> index = reader.index();
    State state = state(reader.state(), facts, index, nowMillis);
    Optional<Recipe> recipe = facts.map(RunFacts::recipe);
    return new RunView(
        reader.place().name(),
        state.name,
        state.why,
        recipe.flatMap(Recipe::model).map(Path::getFileName).map(Path::toString).orElse(""),
        recipe
            .map(each -> each.objective().algorithm().toString().toLowerCase(Locale.ROOT))
            .orElse(""),
        recipe
            .map(each -> each.scoring().rewards().stream().map(RewardKeys::name).toList())
            .orElse(List.of()),
        recipe
            .map(each -> each.scoring().judges().stream().map(JudgeKeys::name).toList())
            .orElse(List.of()),
        facts.map(each -> each.definition().getCreatedMillis()).orElse(0L),
        facts.map(each -> each.definition().getCode()).orElse(""),
        whole ? facts.map(each -> each.definition().getRecipe()).orElse("") : null,
        index.map(RunIndex::overview).orElse(null));
  }

  /** A state and what it means. */
  record State(String name, String why) {}

  static State state(
      ReaderState reader, Optional<RunFacts> facts, Optional<RunIndex> index, long nowMillis) {
    String why = reader.why();
    return switch (reader.phase()) {
      case CONNECTING ->
          new State(
              "connecting",
              why.isEmpty()
                  ? "Looking for the run's broker."
                  : "The run cannot be read: " + why + ". Trying again every second.");
      case AWAY ->
          new State(
              "away",
              "The broker does not answer: "
                  + why
                  + ". What was read before is shown; reading goes on when it is back.");
      case READING ->
          new State("reading", "Reading the groups of the log; the curves are complete already.");
      case FOLLOWING -> following(facts, index, nowMillis);
    };
  }

  private static State following(
      Optional<RunFacts> facts, Optional<RunIndex> index, long nowMillis) {
    if (facts.filter(each -> each.definition().getStoppedMillis() != null).isPresent()) {
      return new State("stopped", "The run was stopped before its last step.");
    }
    if (index.filter(RunIndex::isComplete).isPresent()) {
      return new State("finished", "");
    }
    long last = index.map(each -> each.overview().lastMillis()).orElse(0L);
    if (nowMillis - last > QUIET.toMillis()) {
      return new State(
          "quiet",
          "Nothing was written for %s. The run is paused, or waits: see its fleet."
              .formatted(age(Duration.ofMillis(nowMillis - last), last)));
    }
    return new State("running", "");
  }

  private static String age(Duration since, long last) {
    if (last == 0) {
      return "the whole run";
    }
    if (since.toDays() > 1) {
      return since.toDays() + " days";
    }
    return since.toHours() > 0 ? since.toHours() + " h" : since.toMinutes() + " min";
  }
}
