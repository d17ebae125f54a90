package dev.preceptor.run;

import dev.preceptor.models.InputException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The disks that a run writes to: usually one, but its checkpoints or its broker's data may be on
 * volumes of their own.
 */
public final class RunDisks {

  /**
   * A disk.
   *
   * @param folder the first of the run's folders that is on it
   * @param freeBytes free space
   */
  public record Disk(Path folder, long freeBytes) {}

  private RunDisks() {}

  /** The disk with the least free space; folders that do not exist are on that of the run. */
  public static Disk scarcest(RunFolder run) {
    Map<FileStore, Path> folders = new LinkedHashMap<>();
    for (Path folder : folders(run)) {
      folders.putIfAbsent(store(folder), folder);
    }
    List<Disk> disks = new ArrayList<>();
    folders.values().forEach(folder -> disks.add(new Disk(folder, DiskBudget.free(folder))));
    return disks.stream().min(Comparator.comparingLong(Disk::freeBytes)).orElseThrow();
  }

  /** Whether a run's checkpoints are on another disk than its folder. */
  public static boolean separateCheckpoints(RunFolder run) {
    return Files.exists(run.checkpoints()) && !store(run.checkpoints()).equals(store(run.path()));
  }

  private static List<Path> folders(RunFolder run) {
    List<Path> folders = new ArrayList<>(List.of(run.path()));
    for (Path folder : List.of(run.checkpoints(), run.kafka())) {
      if (Files.exists(folder)) {
        folders.add(folder);
      }
    }
    return folders;
  }

  private static FileStore store(Path folder) {
    try {
      return Files.getFileStore(folder);
    } catch (IOException e) {
      throw new InputException(
          folder + ": the free space of its disk cannot be read: " + e.getMessage(), e);
    }
  }
}
