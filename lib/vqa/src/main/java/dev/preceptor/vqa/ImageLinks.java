package dev.preceptor.vqa;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the symbolic links in an images folder may lead: to files in the folder, and from a
 * snapshot in a Hugging Face hub cache to the same repository's {@code blobs}, which lie beside
 * {@code snapshots}. Any other file is none that whoever gave the folder meant to give.
 *
 * @param folder the folder, without links
 * @param blobs the files of the hub cache that the folder is in, if it is in one
 */
public record ImageLinks(Path folder, Optional<Path> blobs) {

  private static final String SNAPSHOTS = "snapshots";
  private static final String BLOBS = "blobs";

  /** The links of an existing folder. */
  public static ImageLinks of(Path folder) throws IOException {
    Path real = folder.toRealPath();
    Optional<Path> blobs = Optional.empty();
    for (Path place = real; place.getFileName() != null && blobs.isEmpty(); ) {
      if (place.getFileName().toString().equals(SNAPSHOTS)) {
        blobs =
            Optional.of(place.resolveSibling(BLOBS))
                .filter(beside -> Files.isDirectory(beside, LinkOption.NOFOLLOW_LINKS));
      }
      place = place.getParent();
    }
    return new ImageLinks(real, blobs);
  }

  /** Whether an existing file may be read. */
  public boolean allow(Path file) throws IOException {
    Path real = file.toRealPath();
    return real.startsWith(folder) || blobs.filter(real::startsWith).isPresent();
  }
}
