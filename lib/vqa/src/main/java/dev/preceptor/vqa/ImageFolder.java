package dev.preceptor.vqa;

import static dev.preceptor.vqa.UnusableRow.quoted;

import dev.preceptor.models.InputException;
import dev.preceptor.models.image.Image;
import dev.preceptor.models.image.ImageProcessor;
import dev.preceptor.models.image.ImageSize;
import dev.preceptor.models.image.LostInRgb;
import dev.preceptor.vqa.archive.ImageArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The folder, or the archive, with the images of rows; each image is checked once. */
final class ImageFolder {

  private final Path folder;
  private final ImageLinks links;
  private final ImageCheck check;
  private final Map<Path, Optional<String>> problems = new HashMap<>();
  private final Map<Path, ImageSize> sizes = new HashMap<>();
  private final Map<Path, String> losses = new HashMap<>();

  private ImageFolder(Path folder, ImageLinks links, ImageCheck check) {
    this.folder = folder;
    this.links = links;
    this.check = check;
  }

  /**
   * @param images a folder, or a ZIP file that is read as one
   */
  static ImageFolder of(Path images, ImageCheck check) {
    Path folder = Files.isRegularFile(images) ? ImageArchive.folder(images) : images;
    if (!Files.isDirectory(folder)) {
      throw new InputException("images folder " + folder + ": no such folder");
    }
    try {
      return new ImageFolder(folder, ImageLinks.of(folder), check);
    } catch (IOException e) {
      throw InputException.cannotBe("read", "images folder " + folder, e);
    }
  }

  /** The file of an image, given its path relative to the folder. */
  Path find(String name) throws UnusableRow {
    if (name.isEmpty()) {
      throw new UnusableRow("no image is given");
    }
    Path file;
    try {
      Path relative = Path.of(name).normalize();
      if (relative.isAbsolute() || relative.startsWith("..")) {
        throw new UnusableRow("image " + quoted(name) + " lies outside the images folder");
      }
      file = folder.resolve(relative.toString());
    } catch (InvalidPathException e) {
      throw new UnusableRow("image " + quoted(name) + " is not a file name: " + e.getReason());
    }
    require(file, name);
    return file;
  }

  /** Checks an image that was found in the same folder before. */
  void require(Path file) throws UnusableRow {
    require(file, folder.relativize(file).toString());
  }

  private void require(Path file, String name) throws UnusableRow {
    Optional<String> problem = problems.computeIfAbsent(file, this::problem);
    if (problem.isPresent()) {
      throw new UnusableRow("image " + quoted(name) + " " + problem.get());
    }
  }

  /** The sizes of the usable images, by their files. */
  Map<Path, ImageSize> sizes() {
    return sizes;
  }

  /**
   * What models do not see of a question's image, once for each image; only if images are decoded.
   */
  Optional<Warning> warning(Question question) {
    return Optional.ofNullable(losses.remove(question.image()))
        .map(
            loss ->
                new Warning(
                    question.row(),
                    "image \"%s\" %s".formatted(folder.relativize(question.image()), loss)));
  }

  private Optional<String> problem(Path file) {
    try {
      if (!Files.exists(file)) {
        return Optional.of("does not exist");
      }
      if (!links.allow(file)) {
        return Optional.of("lies outside the images folder: a symbolic link leads there");
      }
      if (!Files.isRegularFile(file)) {
        return Optional.of("is not a file");
      }
      switch (check) {
        case HEADER -> sizes.put(file, ImageHeader.check(file));
        case DECODE -> {
          LostInRgb.Seen seen = LostInRgb.read(file);
          Image image = seen.image();
          ImageProcessor.checkSides(image.width(), image.height());
          sizes.put(file, new ImageSize(image.width(), image.height()));
          seen.loss().ifPresent(loss -> losses.put(file, loss));
        }
      }
      return Optional.empty();
    } catch (InputException | IOException e) {
      return Optional.of("cannot be read: " + withoutName(file, String.valueOf(e.getMessage())));
    }
  }

  /** Removes the path from a message, since the reason already names the image as the row does. */
  private static String withoutName(Path file, String message) {
    String name = file + ": ";
    return message.startsWith(name) ? message.substring(name.length()) : message;
  }
}
