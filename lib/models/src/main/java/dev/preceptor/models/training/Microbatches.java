package dev.preceptor.models.training;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a step into passes of bounded size. A group that fits into one pass stays whole; otherwise
 * its completions are spread over several passes, each of which computes the prompt again; this
 * does not change the gradient. A prompt with a single completion is never split, so that training
 * works even with a budget below their size.
 */
final class Microbatches {

  private Microbatches() {}

  /**
   * The responses of one group that are computed in one pass.
   *
   * @param group the group's index in the step
   * @param responses the responses' indices in the group
   */
  record Part(int group, List<Integer> responses) {}

  /**
   * The passes of a step.
   *
   * @param promptTokens tokens of each group's prompt
   * @param completionTokens tokens of each response, by group
   * @param maxTokens the most tokens in a pass
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
