package dev.preceptor.cli.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.models.InputException;
import dev.preceptor.models.Utf8;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.CheckpointWriter;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.language.BorrowedTokenizer;
import dev.preceptor.models.language.RandomCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code preceptor random-model}: a random checkpoint of a published size. */
@Command(
    name = "random-model",
    description = {
      "Writes a model with random bfloat16 weights and the shapes of a published model.",
      "",
      "Its answers are meaningless; use it to measure the memory and time that a model of that size"
          + " needs. The same seed gives the same bytes.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor random-model --out DIR --like qwen2-vl-2b --tokenizer recipes/phantom-init",
      "  preceptor random-model --out DIR --like llava-1.5-7b --tokenizer recipes/phantom-llava",
      "  preceptor random-model --out DIR --like config.json"
    })
public final class RandomModel implements Callable<Integer> {

  private static final long SHARD_BYTES = 2_000_000_000;
  private static final long MAX_CONFIG_BYTES = 1 << 20;

  @Option(names = "--out", paramLabel = "DIR", required = true, description = "Output folder.")
  private Path out;

  @Option(
      names = "--like",
      paramLabel = "MODEL",
      required = true,
      description =
          "qwen2-vl-2b, qwen2.5-vl-3b, llava-1.5-7b, llama-3.2-11b-vision, mistral-7b, or a"
              + " config.json.")
  private String like;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Random seed (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--tokenizer",
      paramLabel = "DIR",
      description =
          "Model folder to copy the tokenizer and other small files from; the special tokens' ids"
              + " and the size of images in them are made to fit.")
  private Optional<Path> tokenizer = Optional.empty();

  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  /** What was written. */
  record Written(
      @JsonProperty("folder") String folder,
      @JsonProperty("parameters") long parameters,
      @JsonProperty("bytes") long bytes) {}

  @Override
  public Integer call() {
    Map<String, byte[]> files =
        BorrowedTokenizer.fit(
            RandomCheckpoint.config(like).orElseGet(this::config),
            tokenizer.map(Checkpoint::smallFiles).orElse(Map.of()));
    result.progress().printf("writing %s%n", out);
    result.progress().flush();
    MemoryModel model = RandomCheckpoint.draw(files, seed);
    CheckpointWriter.write(out, files, model.tensors(), SHARD_BYTES);
    long parameters = model.tensors().values().stream().mapToLong(HostTensor::elements).sum();
    result.print(
        new Written(out.toString(), parameters, 2 * parameters),
        "%s: %,d parameters, %.1f GB".formatted(out, parameters, 2e-9 * parameters));
    return ExitCode.SUCCESS;
  }

  private byte[] config() {
    Path file = Path.of(like);
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MAX_CONFIG_BYTES) {
        throw new InputException(
            "--like %s: not a known model and not a readable config.json; use one of %s or the path of a config.json"
                .formatted(like, RandomCheckpoint.PUBLISHED));
      }
      return Utf8.withoutMark(Files.readAllBytes(file));
    } catch (IOException e) {
      throw InputException.cannotBe("read", file, e);
    }
  }
}
