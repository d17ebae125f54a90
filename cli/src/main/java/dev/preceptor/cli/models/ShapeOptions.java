package dev.preceptor.cli.models;

import dev.preceptor.models.InputException;
import dev.preceptor.models.Utf8;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.language.BorrowedTokenizer;
import dev.preceptor.models.language.RandomCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The shape of a model that has no weights: a published one, or that of a config.json; a mixin. */
final class ShapeOptions {

  private static final long MAX_CONFIG_BYTES = 1 << 20;

  @Option(
      names = "--like",
      paramLabel = "MODEL",
      description =
          "qwen2-vl-2b, qwen2.5-vl-3b, llava-1.5-7b, llama-3.2-11b-vision, mistral-7b, or a"
              + " config.json.")
  private Optional<String> like = Optional.empty();

  @Option(
      names = "--tokenizer",
      paramLabel = "DIR",
      description =
          "Model folder to copy the tokenizer and other small files from; the special tokens' ids"
              + " and the size of images in them are made to fit.")
  private Optional<Path> tokenizer = Optional.empty();

  /** Whether a shape was given. */
  boolean isGiven() {
    return like.isPresent();
  }

  /**
   * The model's small files, {@code config.json} among them.
   *
   * @throws InputException if there is no such shape
   */
  Map<String, byte[]> files() {
    String name =
        like.orElseThrow(
            () ->
                new InputException(
                    "--like: missing; use one of %s or the path of a config.json"
                        .formatted(RandomCheckpoint.PUBLISHED)));
    return BorrowedTokenizer.fit(
        RandomCheckpoint.config(name).orElseGet(() -> config(name)),
        tokenizer.map(Checkpoint::smallFiles).orElse(Map.of()));
  }

  private static byte[] config(String name) {
    Path file = Path.of(name);
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MAX_CONFIG_BYTES) {
        throw new InputException(
            "--like %s: not a known model and not a readable config.json; use one of %s or the path of a config.json"
                .formatted(name, RandomCheckpoint.PUBLISHED));
      }
      return Utf8.withoutMark(Files.readAllBytes(file));
    } catch (IOException e) {
      throw InputException.cannotBe("read", file, e);
    }
  }
}
