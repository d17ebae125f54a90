package dev.preceptor.console.view;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.text.Tokenizer;
import dev.preceptor.models.text.Tokenizers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The texts of single tokens, by the tokenizer of the policy's folder. It is opened when it is
 * first needed; where it is not on this machine, tokens have no texts. Safe for use by several
 * threads.
 */
public final class TokenPieces implements AutoCloseable {

  private final Optional<Path> model;
  private Optional<Tokenizer> tokenizer = Optional.empty();
  private boolean tried;

  /** Those of a model. */
  public TokenPieces(Optional<Path> model) {
    this.model = model;
  }

  /** The text of each token; nothing where no tokenizer is at hand. */
  public synchronized Optional<List<String>> of(List<Integer> ids) {
    if (!tried) {
      tried = true;
      tokenizer = model.filter(Files::isDirectory).flatMap(TokenPieces::open);
    }
    return tokenizer.map(
        open ->
            IntStream.range(0, ids.size())
                .mapToObj(i -> open.decode(new int[] {ids.get(i)}, false))
                .toList());
  }

  private static Optional<Tokenizer> open(Path folder) {
    try (var checkpoint = Checkpoint.open(folder)) {
      return Optional.of(Tokenizers.from(checkpoint));
    } catch (InputException e) {
      return Optional.empty(); // the numbers are shown instead
    }
  }

  @Override
  public synchronized void close() {
    tokenizer.ifPresent(Tokenizer::close);
  }
}
