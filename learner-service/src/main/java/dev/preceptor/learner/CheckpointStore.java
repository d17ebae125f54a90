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
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The run's {@code checkpoints} folder: {@code step-N} folders, each a model that transformers
 * loads, with {@code optimizer.safetensors} and {@code learner.json} beside it. A checkpoint is
 * written aside and renamed, and sealed by {@code learner.json}, which holds the SHA-256 of every
 * other file. One whose seal is missing or does not fit is passed over for the one before it.
 */
public final class CheckpointStore {

  private static final String OPTIMIZER = "optimizer.safetensors";
  private static final String LEARNER = "learner.json";
  private static final String OFFSETS = "next_offsets";
  private static final String HASHES = "sha256";
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

  /**
   * The newest whole checkpoint that was taken no later than after a step.
   *
   * @param damage takes what is wrong with those that are passed over, a line each
   */
  public Optional<LearnerCheckpoint> newest(int notAfter, Consumer<String> damage) {
    for (Map.Entry<Integer, Path> entry :
        folders().headMap(notAfter, true).descendingMap().entrySet()) {
      try {
        return Optional.of(read(entry.getKey(), entry.getValue()));
      } catch (IOException | IllegalArgumentException e) {
        damage.accept("checkpoint %s is not used: %s".formatted(entry.getValue(), e.getMessage()));
      }
    }
    return Optional.empty();
  }

  /** The step of the oldest checkpoint, whole or not; 0 where there is none. */
  public int oldestStep() {
    TreeMap<Integer, Path> found = folders();
    return found.isEmpty() ? 0 : found.firstKey();
  }

  private static LearnerCheckpoint read(int step, Path checkpoint) throws IOException {
    Path seal = checkpoint.resolve(LEARNER);
    if (!Files.exists(seal)) {
      throw new IOException(LEARNER + " is missing, it was never finished");
    }
    JsonNode learner = JSON.readTree(Files.readAllBytes(seal));
    Map<Integer, Long> offsets = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : learner.required(OFFSETS).properties()) {
      offsets.put(Integer.parseInt(entry.getKey()), entry.getValue().asLong());
    }
    Map<String, String> expected = new TreeMap<>();
    learner
        .required(HASHES)
        .properties()
        .forEach(entry -> expected.put(entry.getKey(), entry.getValue().asText()));
    Map<String, String> found = hashes(checkpoint);
    for (Map.Entry<String, String> file : expected.entrySet()) {
      if (!file.getValue().equals(found.get(file.getKey()))) {
        throw new IOException(
            found.containsKey(file.getKey())
                ? file.getKey() + " is not what was written"
                : file.getKey() + " is missing");
      }
    }
    return new LearnerCheckpoint(step, checkpoint, offsets);
  }

  /** SHA-256 of every file but the seal, by name. */
  private static Map<String, String> hashes(Path checkpoint) throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> inside = Files.list(checkpoint)) {
      for (Path file : inside.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (!name.startsWith(LEARNER)) {
          hashes.put(name, sha256(file));
        }
      }
    }
    return hashes;
  }

  private static String sha256(Path file) throws IOException {
    try (DigestInputStream in =
        new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
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

  /** Writes a checkpoint, unless it is there and whole, and drops those above the limit. */
  public void save(
      int step, MemoryModel policy, Map<String, HostTensor> state, Map<Integer, Long> nextOffsets) {
    Path checkpoint = folder.resolve("step-" + step);
    if (!isWhole(step, checkpoint)) {
      CheckpointWriter.write(
          checkpoint, policy.files(), policy.tensors(), MAX_SHARD_BYTES, Map.of(OPTIMIZER, state));
      try {
        seal(checkpoint, step, nextOffsets);
      } catch (IOException e) {
        throw new InputException(
            "%s: cannot be sealed (%s); free space".formatted(checkpoint, e.getMessage()), e);
      }
    }
    keep.ifPresent(this::dropAllBut);
  }

  private static boolean isWhole(int step, Path checkpoint) {
    try {
      return Files.exists(checkpoint) && read(step, checkpoint).step() == step;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }

  private static void seal(Path checkpoint, int step, Map<Integer, Long> nextOffsets)
      throws IOException {
    ObjectNode learner = JSON.createObjectNode().put("step", step);
    ObjectNode offsets = learner.putObject(OFFSETS);
    new TreeMap<>(nextOffsets)
        .forEach((partition, offset) -> offsets.put(String.valueOf(partition), offset));
    ObjectNode hashes = learner.putObject(HASHES);
    hashes(checkpoint).forEach(hashes::put);
    Path aside = checkpoint.resolve(LEARNER + ".writing");
    try (FileChannel file =
        FileChannel.open(
            aside,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer text =
          ByteBuffer.wrap(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(learner));
      while (text.hasRemaining()) {
        file.write(text);
      }
      file.force(true);
    }
    Files.move(aside, checkpoint.resolve(LEARNER), StandardCopyOption.ATOMIC_MOVE);
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
