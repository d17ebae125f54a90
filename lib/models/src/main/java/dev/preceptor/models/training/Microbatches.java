package dev.preceptor.models.training;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a step into passes of bounded size. A group stays whole where it fits into one pass; where
 * it does not, its completions are spread over several, and each computes the prompt again, which
 * changes no gradient. A prompt with one completion is never cut, so that a budget below their size
 * still trains.
 */
final class Microbatches {

  private Microbatches() {}

  /**
   * Responses of one group that are computed in one pass.
   *
   * @param group its number in the step
   * @param responses their numbers in the group
   */
  record Part(int group, List<Integer> responses) {}

  /**
   * The passes of a step.
   *
   * @param promptTokens of each group
   * @param completionTokens of each group's responses
   * @param maxTokens of a pass
   */
  static List<List<Part>> of(int[] promptTokens, List<int[]> completionTokens, int maxTokens) {
    List<List<Part>> passes = new ArrayList<>();
    List<Part> pass = new ArrayList<>();
    long used = 0;
    for (int group = 0; group < promptTokens.length; group++) {
      int[] completions = completionTokens.get(group);
      long whole = promptTokens[group];
      for (int tokens : completions) {
        whole += tokens;
      }
      List<Integer> responses = new ArrayList<>();
      long start = promptTokens[group];
      if (!pass.isEmpty() && used + whole > maxTokens) {
        passes.add(pass);
        pass = new ArrayList<>();
        used = 0;
      }
      used += start;
      for (int response = 0; response < completions.length; response++) {
        if (!responses.isEmpty() && used + completions[response] > maxTokens) {
          pass.add(new Part(group, List.copyOf(responses)));
          passes.add(pass);
          pass = new ArrayList<>();
          responses = new ArrayList<>();
          used = start;
        }
        responses.add(response);
        used += completions[response];
      }
      pass.add(new Part(group, List.copyOf(responses)));
    }
    if (!pass.isEmpty()) {
      passes.add(pass);
    }
    return passes;
  }
}
