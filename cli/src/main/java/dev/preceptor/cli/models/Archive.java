package dev.preceptor.cli.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.training.ModuleArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code preceptor archive}: a model's script as a file, for checks where there is no Java. */
@Command(
    name = "archive",
    description = {
      "Writes the TorchScript module that services run on a GPU, without weights.",
      "",
      "torch.jit.load of Python takes it; tools/gpu/check.py holds it against CPU float32 on a"
          + " machine with a GPU and no Java.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor archive --model recipes/phantom-policy --out phantom.pt",
      "  preceptor archive --like qwen2-vl-2b --tokenizer recipes/phantom-init --out qwen2-vl-2b.pt"
    })
public final class Archive implements Callable<Integer> {

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "Model folder in the Hugging Face layout; its weights may be missing. Or give --like.")
  private Optional<Path> model = Optional.empty();

  @Mixin private ShapeOptions shape;

  @Option(names = "--out", paramLabel = "FILE", required = true, description = "Output file.")
  private Path out;

  @Option(
      names = "--prompt",
      paramLabel = "T",
      description =
          "Text of the example prompts in the archive, one without an image and one with a gray"
              + " one (default: ${DEFAULT-VALUE}).")
  private String prompt = "What does the image show?";

  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  /** What was written. */
  record Written(@JsonProperty("file") String file, @JsonProperty("bytes") long bytes) {}

  @Override
  public Integer call() {
    if (model.isPresent() == shape.isGiven()) {
      throw new InputException("archive: give a model by --model or its shape by --like");
    }
    Map<String, byte[]> files = model.map(Checkpoint::smallFiles).orElseGet(shape::files);
    byte[] archive = ModuleArchive.of(new MemoryModel(files, Map.of()), prompt);
    try {
      Files.write(out, archive);
    } catch (IOException e) {
      throw InputException.cannotBe("written", out, e);
    }
    result.print(
        new Written(out.toString(), archive.length),
        "%s: %,d bytes".formatted(out, archive.length));
    return ExitCode.SUCCESS;
  }
}
