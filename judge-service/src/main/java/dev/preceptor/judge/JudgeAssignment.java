package dev.preceptor.judge;

import dev.preceptor.models.InputException;
import dev.preceptor.recipe.JudgeKeys;
import java.util.List;
import java.util.Optional;

/**
 * Which of the recipe's judges this process is.
 *
 * @param judge the judge; none where the recipe has none
 */
record JudgeAssignment(Optional<JudgeKeys> judge) {

  /**
   * Finds the judge.
   *
   * @param judges the recipe's
   * @param wanted the name this process was started with; without one, the recipe's only judge
   * @throws InputException if there is no such judge, or several and none is named
   */
  static JudgeAssignment of(List<JudgeKeys> judges, Optional<String> wanted) {
    List<String> names = judges.stream().map(JudgeKeys::name).toList();
    if (wanted.isPresent()) {
      return new JudgeAssignment(
          Optional.of(
              judges.stream()
                  .filter(judge -> judge.name().equals(wanted.get()))
                  .findFirst()
                  .orElseThrow(
                      () ->
                          new InputException(
                              "PRECEPTOR_JUDGE %s: no such judge; the run's recipe has %s"
                                  .formatted(wanted.get(), String.join(", ", names))))));
    }
    if (judges.size() > 1) {
      throw new InputException(
          "PRECEPTOR_JUDGE is not set; the run's recipe has %s; set it to one of them"
              .formatted(String.join(", ", names)));
    }
    return new JudgeAssignment(judges.stream().findFirst());
  }

  /** The judge's name; {@code none} where the recipe has none. */
  String name() {
    return judge.map(JudgeKeys::name).orElse("none");
  }

  /** The consumer group of this judge's workers: {@code judge} or {@code judge.NAME}. */
  String group() {
    return judge.map(keys -> "judge." + keys.name()).orElse("judge");
  }
}
