package dev.preceptor.learner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.CheckpointWriter;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.SafetensorsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The run's {@code checkpoints} folder: {@code step-N} folders, each a model that transformers
 * loads, with {@code optimizer.safetensors} and {@code learner.json} beside it. A checkpoint is
 * written aside and renamed, so one that is there is whole.
 */
public final class CheckpointStore {

  private static final String OPTIMIZER = "optimizer.safetensors";
  private static final String LEARNER = "learner.json";
  private static final Pattern NAME = Pattern.compile("step-([1-9][0-9]{0,8})");
  private static final long MAX_SHARD_BYTES = 5_000_000_000L;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final OptionalInt keep;

  /**
   * A store.
   *
   * @param folder the run's checkpoints
   * @param keep how many are kept, the newest; all when empty
   */
  public CheckpointStore(Path folder, OptionalInt keep) {
    this.folder = folder;
    this.keep = keep;
  }

  /** The newest checkpoint that was taken no later than after a step. */
  public Optional<LearnerCheckpoint> newest(int notAfter) {
    return folders().entrySet().stream()
        .filter(entry -> entry.getKey() <= notAfter)
        .max(Map.Entry.comparingByKey())
        .map(entry -> read(entry.getKey(), entry.getValue()));
  }

  private LearnerCheckpoint read(int step, Path checkpoint) {
    Path file = checkpoint.resolve(LEARNER);
    try {
      JsonNode learner = JSON.readTree(Files.readAllBytes(file));
      Map<Integer, Long> offsets = new HashMap<>();
      for (Map.Entry<String, JsonNode> entry : learner.required("next_offsets").properties()) {
        offsets.put(Integer.parseInt(entry.getKey()), entry.getValue().asLong());
      }
      return new LearnerCheckpoint(step, checkpoint, offsets);
    } catch (IOException | IllegalArgumentException e) {
      throw new InputException(
          "checkpoint %s: %s cannot be read (%s); remove the folder to resume from an older one"
              .formatted(checkpoint, LEARNER, e.getMessage()),
          e);
    }
  }

  /** What {@link Trainer#state} gave when the checkpoint was taken. */
  public Map<String, HostTensor> state(LearnerCheckpoint checkpoint) {
    try (SafetensorsFile file = SafetensorsFile.open(checkpoint.folder().resolve(OPTIMIZER))) {
      Map<String, HostTensor> state = new TreeMap<>();
      file.tensorNames().forEach(name -> state.put(name, file.tensor(name)));
      return state;
    }
  }

  /** Writes a checkpoint, unless it is there, and drops those above the limit. */
  public void save(
      int step, MemoryModel policy, Map<String, HostTensor> state, Map<Integer, Long> nextOffsets) {
    Path checkpoint = folder.resolve("step-" + step);
    if (!Files.exists(checkpoint)) {
      Map<String, byte[]> files = new HashMap<>(policy.files());
      files.put(LEARNER, learner(step, nextOffsets));
      CheckpointWriter.write(
          checkpoint, files, policy.tensors(), MAX_SHARD_BYTES, Map.of(OPTIMIZER, state));
    }
    keep.ifPresent(this::dropAllBut);
  }

  private static byte[] learner(int step, Map<Integer, Long> nextOffsets) {
    ObjectNode learner = JSON.createObjectNode().put("step", step);
    ObjectNode offsets = learner.putObject("next_offsets");
    new TreeMap<>(nextOffsets)
        .forEach((partition, offset) -> offsets.put(String.valueOf(partition), offset));
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(learner);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void dropAllBut(int limit) {
    List<Path> oldestFirst = new ArrayList<>(folders().values());
    oldestFirst.subList(0, Math.max(0, oldestFirst.size() - limit)).forEach(this::delete);
  }

  /** Deletes a checkpoint; renamed first, so that none is ever half there under its name. */
  private void delete(Path checkpoint) {
    Path aside = folder.resolve("." + checkpoint.getFileName() + ".deleted");
    try {
      if (Files.exists(checkpoint)) {
        Files.move(checkpoint, aside);
      }
      try (Stream<Path> inside = Files.walk(aside)) {
        for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("checkpoint " + checkpoint + " cannot be deleted", e);
    }
  }

  private TreeMap<Integer, Path> folders() {
    TreeMap<Integer, Path> found = new TreeMap<>();
    if (!Files.isDirectory(folder)) {
      return found;
    }
    try (Stream<Path> inside = Files.list(folder)) {
      inside.forEach(
          path -> {
            Matcher name = NAME.matcher(path.getFileName().toString());
            if (name.matches()) {
              found.put(Integer.parseInt(name.group(1)), path);
            }
          });
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be listed", e);
    }
  }
}
