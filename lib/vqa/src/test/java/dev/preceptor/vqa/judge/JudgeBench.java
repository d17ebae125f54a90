package dev.preceptor.vqa.judge;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.RandomCheckpoint;
import dev.preceptor.models.torch.Compute;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Measures how long a model of BioGPT's shape (347 M parameters, random weights) takes to judge a
 * group, one by one and together. Not a test: {@code bench/judging} runs it.
 */
class JudgeBench {

  private static final Path GOLDEN = Path.of("../models/src/test/resources/goldens/biogpt");
  private static final int RESPONSES = 8;
  private static final int ROUNDS = 5;
  private static final List<String> ANSWERS = List.of(" Yes", " No");

  @Test
  void aGroupOneByOneAndTogether() throws IOException {
    try (LanguageModel model =
        LanguageModel.load(RandomCheckpoint.draw(files(), 1), Compute.cpu())) {
      LanguageModelScorer scorer = new LanguageModelScorer(model, false);
      for (int words : new int[] {10, 40, 160}) {
        List<String> prompts =
            IntStream.range(0, RESPONSES)
                .mapToObj(i -> SemanticJudge.prompt("mass lung ".repeat(words / 2) + i))
                .toList();
        double alone = median(() -> prompts.forEach(prompt -> scorer.score(prompt, ANSWERS)));
        double together = median(() -> scorer.scoreAll(prompts, ANSWERS));
        System.out.printf(
            "%d statements, prompts of %d tokens: one by one %.2f s, together %.2f s (%.2f times)%n",
            RESPONSES,
            scorer.score(prompts.get(0), ANSWERS).promptIds().length,
            alone,
            together,
            alone / together);
      }
    }
  }

  private static double median(Runnable work) {
    work.run();
    double[] seconds = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      work.run();
      seconds[i] = (System.nanoTime() - start) / 1e9;
    }
    Arrays.sort(seconds);
    return seconds[ROUNDS / 2];
  }

  /** The tiny model's tokenizer with the published model's shape. */
  private static Map<String, byte[]> files() throws IOException {
    try (Checkpoint tiny = Checkpoint.open(GOLDEN)) {
      Map<String, byte[]> files = new HashMap<>(tiny.files());
      ObjectMapper json = new ObjectMapper();
      ObjectNode config = (ObjectNode) json.readTree(files.get("config.json"));
      config.put("hidden_size", 1024).put("intermediate_size", 4096).put("vocab_size", 42384);
      config.put("num_attention_heads", 16).put("num_hidden_layers", 24);
      config.put("max_position_embeddings", 1024);
      files.put("config.json", json.writeValueAsBytes(config));
      return files;
    }
  }
}
