package dev.preceptor.cli.models;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.models.InputException;
import dev.preceptor.models.adapter.AdaptedModel;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.CheckpointWriter;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.language.MergedWeights;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code preceptor merge}: a LoRA adapter merged into its base model. */
@Command(
    name = "merge",
    description = {
      "Merges a LoRA adapter into its base model.",
      "",
      "Writes a model folder in the Hugging Face layout that needs no adapter any more. It is written"
          + " in float32: in bfloat16 most of what an adapter adds to a weight is rounded away.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor merge --model DIR --adapter runs/NAME/checkpoints/step-100 --out merged"
    })
public final class Merge implements Callable<Integer> {

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "Base model folder in the Hugging Face layout.")
  private Path model;

  @Option(
      names = "--adapter",
      paramLabel = "DIR",
      required = true,
      description = "Folder of the LoRA adapter, as PEFT writes it.")
  private Path adapter;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder for the merged model.")
  private Path out;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      defaultValue = "float32",
      description = "Type of the merged weights: float32 or bfloat16 (default: float32).")
  private String dtype;

  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    DType type = type();
    for (Path source : List.of(model, adapter)) {
      if (same(source, out)) {
        throw new InputException(
            "--out %s: is the folder of an input; choose another one".formatted(out));
      }
    }
    try (Checkpoint base = Checkpoint.open(model)) {
      MemoryModel merged = MergedWeights.of(AdaptedModel.open(base, adapter), type);
      CheckpointWriter.write(out, merged.files(), merged.tensors(), CheckpointWriter.SHARD_BYTES);
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("folder", out.toString());
      json.put("tensors", merged.tensors().size());
      result.print(json, "%s: %d tensors".formatted(out, merged.tensors().size()));
    }
    return ExitCode.SUCCESS;
  }

  private DType type() {
    return switch (dtype) {
      case "float32" -> DType.F32;
      case "bfloat16" -> DType.BF16;
      default ->
          throw new InputException(
              "--dtype '%s' is unknown; use float32 or bfloat16".formatted(dtype));
    };
  }

  private static boolean same(Path one, Path other) {
    return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
  }
}
