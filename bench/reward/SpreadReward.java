import dev.preceptor.vqa.grading.Grade;
import dev.preceptor.vqa.grading.Graded;
import dev.preceptor.vqa.grading.RewardFunction;

/** A reward that differs within any group, even with an untrained model; both sides of the benchmark use it. */
public final class SpreadReward implements RewardFunction {

  @Override
  public String name() {
    return "spread";
  }

  @Override
  public Grade grade(Graded response) {
    return new Grade(response.response().length() % 7, "length modulo 7");
  }
}
