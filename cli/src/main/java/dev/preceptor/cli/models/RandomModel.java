package dev.preceptor.cli.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.models.checkpoint.CheckpointWriter;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.language.RandomCheckpoint;
import java.nio.file.Path;
import java.util.Map;
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

  @Option(names = "--out", paramLabel = "DIR", required = true, description = "Output folder.")
  private Path out;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Random seed (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private ShapeOptions shape;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  /** What was written. */
  record Written(
      @JsonProperty("folder") String folder,
      @JsonProperty("parameters") long parameters,
      @JsonProperty("bytes") long bytes) {}

  @Override
  public Integer call() {
    Map<String, byte[]> files = shape.files();
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
}
