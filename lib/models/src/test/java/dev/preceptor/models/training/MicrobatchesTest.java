package dev.preceptor.models.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MicrobatchesTest {

  @Property
  void everyResponseIsComputedOnceAndPassesKeepWithinTheBudget(
      @ForAll @Size(min = 1, max = 6)
          List<@Size(min = 1, max = 8) List<@IntRange(min = 1, max = 50) Integer>> completions,
      @ForAll @IntRange(min = 1, max = 300) int maxTokens) {
    int[] prompts = IntStream.range(0, completions.size()).map(i -> 10 + 7 * i).toArray();
    List<int[]> tokens =
        completions.stream().map(c -> c.stream().mapToInt(i -> i).toArray()).toList();

    List<List<Microbatches.Part>> passes = Microbatches.of(prompts, tokens, maxTokens);

    List<String> computed = new ArrayList<>();
    for (List<Microbatches.Part> pass : passes) {
      int responses = 0;
      int size = 0;
      for (Microbatches.Part part : pass) {
        size += prompts[part.group()];
        for (int response : part.responses()) {
          computed.add(part.group() + "/" + response);
          size += tokens.get(part.group())[response];
          responses++;
        }
      }
      assertThat(size <= maxTokens || responses == 1).isTrue();
    }
    List<String> wanted = new ArrayList<>();
    for (int group = 0; group < prompts.length; group++) {
      for (int response = 0; response < tokens.get(group).length; response++) {
        wanted.add(group + "/" + response);
      }
    }
    assertThat(computed).isEqualTo(wanted);
  }

  @Test
  void aGroupThatFitsStaysWhole() {
    List<int[]> completions = List.of(new int[] {10, 10}, new int[] {10, 10}, new int[] {10, 10});

    List<List<Microbatches.Part>> passes =
        Microbatches.of(new int[] {20, 20, 20}, completions, 100);

    assertThat(passes)
        .containsExactly(
            List.of(
                new Microbatches.Part(0, List.of(0, 1)), new Microbatches.Part(1, List.of(0, 1))),
            List.of(new Microbatches.Part(2, List.of(0, 1))));
  }
}
