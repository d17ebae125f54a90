package dev.preceptor.cli.models;

import dev.preceptor.models.adapter.AdaptedModel;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.torch.Compute;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A LoRA adapter on top of the model; a mixin. */
final class AdapterOption {

  @Option(
      names = "--adapter",
      paramLabel = "DIR",
      description = "Folder of a LoRA adapter for the model, as PEFT writes it.")
  private Optional<Path> folder = Optional.empty();

  /** The adapter's folder. */
  Optional<Path> folder() {
    return folder;
  }

  /** The model with the adapter, if one is given. */
  ModelSource on(ModelSource base) {
    return folder.<ModelSource>map(given -> AdaptedModel.open(base, given)).orElse(base);
  }

  /** Loads the model with the adapter, if one is given. */
  LanguageModel load(ModelSource base, Compute compute) {
    return LanguageModel.load(on(base), compute);
  }
}
