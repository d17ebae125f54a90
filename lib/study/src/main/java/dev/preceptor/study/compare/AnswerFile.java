package dev.preceptor.study.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.JsonFile;
import dev.preceptor.models.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of answers: one JSON object with {@code questions_sha256} and {@code results}, a list of
 * {@code row}, {@code answer}, {@code correct} and {@code response}.
 */
public final class AnswerFile {

  private static final long MAX_FILE_BYTES = 512L << 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  private AnswerFile() {}

  /**
   * Writes a file.
   *
   * @throws InputException if it exists or cannot be written
   */
  public static void write(Path file, AnswerSet answers) {
    ObjectNode root = JSON.createObjectNode();
    root.put("questions_sha256", answers.questionsSha256());
    root.put("accuracy", answers.accuracy());
    root.put("n", answers.answers().size());
    ArrayNode results = root.putArray("results");
    for (AnsweredQuestion answer : answers.answers().values()) {
      results
          .addObject()
          .put("row", answer.row())
          .put("answer", answer.answer())
          .put("correct", answer.correct())
          .put("response", answer.response());
    }
    try {
      PrivateFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root));
    } catch (IOException e) {
      throw InputException.cannotBe("written", file, e);
    }
  }

  /**
   * Requires that a file can be written.
   *
   * @throws InputException if it exists already, or its folder does not
   */
  public static void requireNew(String option, Path file) {
    if (Files.exists(file)) {
      throw new InputException(
          "%s %s: exists already; give another name or delete it".formatted(option, file));
    }
    Path folder = file.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw new InputException("%s %s: %s is no folder".formatted(option, file, folder));
    }
  }

  /**
   * Reads a file.
   *
   * @throws InputException if it is not such a file
   */
  public static AnswerSet read(Path file) {
    JsonNode root = JsonFile.read(file, MAX_FILE_BYTES);
    JsonNode results = root.path("results");
    if (!root.path("questions_sha256").isTextual() || !results.isArray()) {
      throw new InputException(
          file
              + ": has no questions_sha256 and results; give a file that preceptor eval --out wrote");
    }
    List<AnsweredQuestion> answers = new ArrayList<>();
    for (JsonNode result : results) {
      answers.add(answer("%s, results[%d]".formatted(file, answers.size()), result));
    }
    return AnswerSet.of(file.toString(), root.path("questions_sha256").textValue(), answers);
  }

  private static AnsweredQuestion answer(String place, JsonNode result) {
    if (!result.path("row").canConvertToLong()
        || !result.path("answer").isTextual()
        || !result.path("response").isTextual()
        || !result.path("correct").isBoolean()) {
      throw new InputException(
          place + ": needs row (a number), answer, response (texts) and correct (true or false)");
    }
    return new AnsweredQuestion(
        result.path("row").longValue(),
        result.path("answer").textValue(),
        result.path("response").textValue(),
        result.path("correct").booleanValue());
  }
}
