package dev.preceptor.vqa.grader;

import dev.preceptor.models.InputException;
import java.util.List;

/** All graders by name. */
public final class Graders {

  private static final List<Grader> ALL =
      List.of(
          new RewardGrader(),
          new VisualThinkerGrader(),
          new MedVIntGrader(),
          new MedEvalKitGrader());

  private Graders() {}

  /** All of them, ours first. */
  public static List<Grader> all() {
    return ALL;
  }

  /**
   * The graders of these names, in their order.
   *
   * @throws InputException if there is no grader of a name
   */
  public static List<Grader> named(String option, List<String> names) {
    return names.stream().map(name -> named(option, name)).toList();
  }

  private static Grader named(String option, String name) {
    return ALL.stream()
        .filter(grader -> grader.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "%s %s: no such grader; use %s"
                        .formatted(
                            option,
                            name,
                            String.join(", ", ALL.stream().map(Grader::name).toList()))));
  }
}
