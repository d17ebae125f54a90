package dev.preceptor.training.sft;

import dev.preceptor.models.InputException;
import dev.preceptor.models.adapter.PolicyFolder;
import dev.preceptor.models.checkpoint.CheckpointWriter;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** The checkpoints {@code step-N} of one run, of which only the newest are kept. */
final class SftCheckpoints {

  private final Path folder;
  private final OptionalInt limit;
  private final Deque<Path> kept = new ArrayDeque<>();

  SftCheckpoints(Path folder, OptionalInt limit) {
    this.folder = folder;
    this.limit = limit;
  }

  /** Writes the weights after a step, then deletes the oldest checkpoints beyond the limit. */
  Path save(int step, MemoryModel policy) {
    Path place = folder.resolve("step-" + step);
    try {
      PrivateFiles.folder(folder);
    } catch (IOException e) {
      throw InputException.cannotBe("created", folder, e);
    }
    PolicyFolder.write(place, policy, CheckpointWriter.SHARD_BYTES, Map.of());
    PrivateFiles.tighten(place);
    kept.addLast(place);
    while (limit.isPresent() && kept.size() > limit.getAsInt()) {
      delete(kept.removeFirst());
    }
    return place;
  }

  private static void delete(Path checkpoint) {
    try (Stream<Path> files = Files.walk(checkpoint)) {
      List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : all) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw InputException.cannotBe("deleted", checkpoint, e);
    }
  }
}
