package dev.preceptor.training.step;

import dev.preceptor.models.InputException;
import dev.preceptor.models.image.Image;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.training.step.GroupsFile.ScoredGroup;
import dev.preceptor.vqa.ImageLinks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Builds the model's inputs for the items of a file.
 *
 * @param processor processor of the model
 * @param places where images are looked for
 */
public record StepPrompts(Processor processor, ImagePlaces places) {

  /**
   * The prompt of a group: a user turn in the model's chat template.
   *
   * @throws InputException if its image is not found, or the file's {@code input_ids} differ from
   *     those of the model's tokenizer
   */
  public TokenizedPrompt prompt(ScoredGroup group) {
    Optional<Image> image = image(group.place(), group.image());
    TokenizedPrompt prompt =
        processor.prompt(processor.chatText(group.prompt(), image.isPresent()), image);
    group.inputIds().ifPresent(ids -> requireSame(group.place(), ids, prompt.ids()));
    return prompt;
  }

  /**
   * An image, fitted to the model's grid.
   *
   * @param place of its name in the file
   * @throws InputException if it is not found or cannot be read
   */
  public Optional<Image> image(String place, Optional<String> name) {
    return name.map(given -> image(place, given));
  }

  private Image image(String place, String name) {
    Path file = find(place, name);
    try {
      return processor.images().fit(processor.images().read(file));
    } catch (InputException e) {
      throw new InputException("%s, image %s: %s".formatted(place, name, e.getMessage()), e);
    }
  }

  private Path find(String place, String name) {
    try {
      Path relative = Path.of(name).normalize();
      if (places.mayLeave() && relative.startsWith("..")) {
        Path file = places.folders().get(0).resolve(relative).normalize();
        if (Files.isRegularFile(file)) {
          return file;
        }
      } else if (relative.isAbsolute() || relative.startsWith("..")) {
        throw new InputException(
            "%s, image: '%s' is outside the images folder; use a path inside it"
                .formatted(place, name));
      }
      for (Path folder : places.folders()) {
        Path file = folder.resolve(relative);
        if (Files.isRegularFile(file)) {
          if (!ImageLinks.of(folder).allow(file)) {
            throw new InputException(
                "%s, image: '%s' is outside the images folder: a symbolic link leads there"
                    .formatted(place, name));
          }
          return file;
        }
      }
    } catch (IOException e) {
      throw InputException.cannotBe("read", "%s, image: '%s'".formatted(place, name), e);
    } catch (InvalidPathException e) {
      throw new InputException(
          "%s, image: '%s' is not a valid file name".formatted(place, name), e);
    }
    throw new InputException(
        "%s, image: no file %s in %s; give its folder with --images DIR"
            .formatted(
                place,
                name,
                String.join(" or ", places.folders().stream().map(Path::toString).toList())));
  }

  /** Does something of an item of the file; a complaint names its place. */
  static <T> T at(String place, Supplier<T> work) {
    try {
      return work.get();
    } catch (InputException e) {
      String message = e.getMessage();
      throw message.startsWith(place) ? e : new InputException(place + ": " + message, e);
    }
  }

  private static void requireSame(String place, int[] given, int[] own) {
    int at = Arrays.mismatch(given, own);
    if (at >= 0) {
      throw new InputException(
          "%s, input_ids[%d]: %s, but this model's tokenizer gives %s; was the file made with another model?"
              .formatted(place, at, id(given, at), id(own, at)));
    }
  }

  private static String id(int[] ids, int at) {
    return at < ids.length ? String.valueOf(ids[at]) : "the end";
  }
}
