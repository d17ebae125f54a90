package dev.preceptor.study.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.JsonFile;
import dev.preceptor.run.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A cell's evaluation as a file: that of {@code preceptor eval --out}, which {@code preceptor
 * compare} and {@code samples} read, with {@code recipe_sha256}, {@code metrics}, the floors, and
 * {@code thinking_tokens} and {@code measures} of each answer. It appears whole or not at all.
 */
final class CellFile {

  private static final long MAX_FILE_BYTES = 512L << 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  private CellFile() {}

  /** Writes a cell. */
  static void write(Path file, CellResult cell) {
    ObjectNode root = JSON.createObjectNode();
    root.put("questions_sha256", cell.questionsSha256());
    root.put("recipe_sha256", cell.recipeSha256());
    root.put(
        "accuracy",
        (double) cell.answers().stream().filter(CellAnswer::correct).count()
            / cell.answers().size());
    root.put("n", cell.answers().size());
    root.put("constant_letter_accuracy", cell.constantLetter());
    root.put("longest_choice_accuracy", cell.longestChoice());
    cell.swapped().ifPresent(accuracy -> root.put("swapped_accuracy", accuracy));
    ArrayNode metrics = root.putArray("metrics");
    new TreeSet<>(cell.metrics()).forEach(metrics::add);
    ArrayNode results = root.putArray("results");
    for (CellAnswer answer : cell.answers()) {
      ObjectNode result =
          results
              .addObject()
              .put("row", answer.row())
              .put("answer", answer.answer())
              .put("correct", answer.correct())
              .put("response", answer.response())
              .put("thinking_tokens", answer.thinkingTokens());
      ObjectNode measures = result.putObject("measures");
      new TreeMap<>(answer.measures()).forEach(measures::put);
    }
    try {
      WholeFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root));
    } catch (IOException e) {
      throw InputException.cannotBe("written", file, e);
    }
  }

  /**
   * Reads a cell; empty if it has not been evaluated.
   *
   * @throws InputException if it is not such a file
   */
  static Optional<CellResult> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonNode root = JsonFile.read(file, MAX_FILE_BYTES);
    List<CellAnswer> answers = new ArrayList<>();
    for (JsonNode result : root.path("results")) {
      answers.add(answer(file, result));
    }
    if (answers.isEmpty()
        || !root.path("questions_sha256").isTextual()
        || !root.path("recipe_sha256").isTextual()) {
      throw new InputException(file + ": is no cell of a table; delete it, to evaluate it again");
    }
    Set<String> metrics = new TreeSet<>();
    root.path("metrics").forEach(metric -> metrics.add(metric.asText()));
    JsonNode swapped = root.path("swapped_accuracy");
    return Optional.of(
        new CellResult(
            root.path("recipe_sha256").textValue(),
            root.path("questions_sha256").textValue(),
            answers,
            metrics,
            root.path("constant_letter_accuracy").asDouble(),
            root.path("longest_choice_accuracy").asDouble(),
            swapped.isNumber() ? OptionalDouble.of(swapped.asDouble()) : OptionalDouble.empty()));
  }

  private static CellAnswer answer(Path file, JsonNode result) {
    if (!result.path("row").canConvertToLong()
        || !result.path("answer").isTextual()
        || !result.path("response").isTextual()
        || !result.path("correct").isBoolean()
        || !result.path("thinking_tokens").canConvertToInt()) {
      throw new InputException(file + ": is damaged; delete it, to evaluate it again");
    }
    Map<String, Double> measures = new TreeMap<>();
    result
        .path("measures")
        .properties()
        .forEach(measure -> measures.put(measure.getKey(), measure.getValue().asDouble()));
    return new CellAnswer(
        result.path("row").longValue(),
        result.path("answer").textValue(),
        result.path("response").textValue(),
        result.path("correct").booleanValue(),
        result.path("thinking_tokens").intValue(),
        measures);
  }
}
