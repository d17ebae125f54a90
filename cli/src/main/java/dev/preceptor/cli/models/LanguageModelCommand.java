package dev.preceptor.cli.models;

import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.torch.Compute;
import picocli.CommandLine.Mixin;

/** A command that uses a language model. */
abstract class LanguageModelCommand<T, A extends ModelCommand.Printable>
    extends ModelCommand<LanguageModel, T, A> {

  @Mixin private AdapterOption adapter;

  @Override
  final LanguageModel load(ModelSource source, Compute compute) {
    return adapter.load(source, compute);
  }
}
