package dev.preceptor.training.step;

import java.nio.file.Path;
import java.util.List;

/**
 * Where the images that a file names are looked for.
 *
 * @param folders the folders, in order
 * @param mayLeave whether a name may lead out of the first folder, as {@code ../images/ct.png} does
 */
public record ImagePlaces(List<Path> folders, boolean mayLeave) {

  public ImagePlaces {
    folders = List.copyOf(folders);
  }
}
