package dev.preceptor.training.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.models.InputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A file of preference pairs: {@code pairs}, and the {@code settings} to train them with. Or a file
 * {@code .jsonl} with a pair in each line.
 *
 * @param settings recipe keys; may be empty
 */
public record PairsFile(List<Pair> pairs, ObjectNode settings) {

  /** The file in a folder of pairs. */
  public static final String NAME = "pairs.json";

  /**
   * A question with a better and a worse answer.
   *
   * @param place place in the file, for messages
   * @param prompt the question, without a chat template
   * @param image name of its image file
   * @param chosen the better answer, without the turn's end
   * @param rejected the worse one
   */
  public record Pair(
      String place, String prompt, Optional<String> image, String chosen, String rejected) {}

  /**
   * Reads a file.
   *
   * @throws InputException if it does not have this layout
   */
  public static PairsFile read(Path file) {
    if (file.toString().endsWith(".jsonl")) {
      return new PairsFile(
          StepFile.lines(file, PairsFile::pair), JsonNodeFactory.instance.objectNode());
    }
    StepFile read = StepFile.read(file);
    return new PairsFile(read.list("pairs", PairsFile::pair), read.settings());
  }

  private static Pair pair(String place, JsonNode node) {
    return new Pair(
        place,
        StepFile.text(place, node, "prompt"),
        StepFile.image(place, node),
        StepFile.text(place, node, "chosen"),
        StepFile.text(place, node, "rejected"));
  }
}
