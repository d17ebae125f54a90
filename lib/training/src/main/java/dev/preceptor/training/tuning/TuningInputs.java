package dev.preceptor.training.tuning;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.models.InputException;
import dev.preceptor.models.JsonFile;
import dev.preceptor.run.JsonLine;
import dev.preceptor.run.RunInput;
import dev.preceptor.run.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a run was given, by hashes: {@code inputs.json}. A resumed run must be given the same.
 *
 * @param policy the weights before the first step
 * @param modelFiles the other files of the model folder
 * @param trainingData tokens and images to learn from
 * @param testData what the run is measured with
 */
public record TuningInputs(
    @JsonProperty("policy") String policy,
    @JsonProperty("model_files") String modelFiles,
    @JsonProperty("training_data") String trainingData,
    @JsonProperty("test_data") String testData) {

  private static final long MAX_FILE_BYTES = 1L << 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Writes them, or holds them against those of an earlier process.
   *
   * @throws InputException if the run was started with others
   */
  void record(Path file) throws IOException {
    if (!Files.exists(file)) {
      WholeFile.write(file, JsonLine.of(this) + "\n");
      return;
    }
    TuningInputs first = JSON.treeToValue(JsonFile.read(file, MAX_FILE_BYTES), TuningInputs.class);
    RunInput.requireSame("model", first.policy, policy);
    RunInput.requireSame("the model's configuration and tokenizer", first.modelFiles, modelFiles);
    RunInput.requireSame("the training data", first.trainingData, trainingData);
    RunInput.requireSame("the test data", first.testData, testData);
  }
}
