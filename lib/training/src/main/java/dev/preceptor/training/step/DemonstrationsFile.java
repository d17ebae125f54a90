package dev.preceptor.training.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.models.InputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A file of demonstrations: {@code rows}, and the {@code settings} to train them with.
 *
 * @param settings recipe keys; may be empty
 */
public record DemonstrationsFile(List<Demonstration> rows, ObjectNode settings) {

  /**
   * A question with the answer to learn.
   *
   * @param place place in the file, for messages
   * @param prompt the question, without a chat template
   * @param image name of its image file
   * @param completion the answer, without the turn's end
   */
  public record Demonstration(
      String place, String prompt, Optional<String> image, String completion) {}

  /**
   * Reads a file.
   *
   * @throws InputException if it does not have this layout
   */
  public static DemonstrationsFile read(Path file) {
    StepFile read = StepFile.read(file);
    return new DemonstrationsFile(
        read.list("rows", DemonstrationsFile::demonstration), read.settings());
  }

  private static Demonstration demonstration(String place, JsonNode node) {
    return new Demonstration(
        place,
        StepFile.text(place, node, "prompt"),
        StepFile.image(place, node),
        StepFile.text(place, node, "completion"));
  }
}
