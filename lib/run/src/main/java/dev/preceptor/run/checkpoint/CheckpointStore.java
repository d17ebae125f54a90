package dev.preceptor.run.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.Sha256Digest;
import dev.preceptor.models.adapter.PolicyFolder;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.SafetensorsFile;
import dev.preceptor.models.files.PrivateFiles;
import dev.preceptor.run.DiskBudget;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The run's {@code checkpoints} folder: {@code step-N} folders, each a model that transformers
 * loads or an adapter that PEFT loads, with {@code optimizer.safetensors} and a seal beside it. A
 * checkpoint is written aside and renamed. The seal, {@code learner.json} or {@code trainer.json},
 * holds the SHA-256 of every other file; a checkpoint whose seal is missing or does not fit is
 * passed over for the one before it.
 *
 * <p>Each store writes and deletes under names of its own, so that a process that does not know yet
 * that it was replaced neither mixes its files into those of its successor nor makes it fail.
 */
public final class CheckpointStore {

  private static final String OPTIMIZER = "optimizer.safetensors";
  private static final String OFFSETS = "next_offsets";
  private static final String HASHES = "sha256";
  private static final Pattern NAME = Pattern.compile("step-([1-9][0-9]{0,8})");
  private static final Pattern REMAINS = Pattern.compile("[.]{1,2}step-[1-9][0-9]{0,8}[.].*");
  private static final long MAX_SHARD_BYTES = 5_000_000_000L;

  /** All files but weights and moments take less: tokenizer, configuration, seal. */
  private static final long SMALL_FILES_BYTES = 64L << 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final String sealName;
  private final OptionalInt keep;
  private final ToLongFunction<Path> usableBytes;
  private final String mark = UUID.randomUUID().toString();

  /**
   * A store.
   *
   * @param folder the run's checkpoints
   * @param sealName file that seals a checkpoint
   * @param keep how many are kept, the newest; all when empty
   */
  public CheckpointStore(Path folder, String sealName, OptionalInt keep) {
    this(folder, sealName, keep, DiskBudget::free);
  }

  /**
   * The same.
   *
   * @param usableBytes free space on the disk of a path
   */
  CheckpointStore(
      Path folder, String sealName, OptionalInt keep, ToLongFunction<Path> usableBytes) {
    this.folder = folder;
    this.sealName = sealName;
    this.keep = keep;
    this.usableBytes = usableBytes;
  }

  /**
   * The newest whole checkpoint that was taken no later than after a step.
   *
   * @param damage receives a line for each checkpoint that is passed over, with what is wrong with
   *     it
   */
  public Optional<SealedCheckpoint> newest(int notAfter, Consumer<String> damage) {
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

  private SealedCheckpoint read(int step, Path checkpoint) throws IOException {
    Path seal = checkpoint.resolve(sealName);
    if (!Files.exists(seal)) {
      throw new IOException(sealName + " is missing: it was never finished");
    }
    JsonNode sealed = JSON.readTree(Files.readAllBytes(seal));
    Map<Integer, Long> offsets = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : sealed.path(OFFSETS).properties()) {
      offsets.put(Integer.parseInt(entry.getKey()), entry.getValue().asLong());
    }
    Map<String, String> expected = new TreeMap<>();
    sealed
        .required(HASHES)
        .properties()
        .forEach(entry -> expected.put(entry.getKey(), entry.getValue().asText()));
    Map<String, String> found = hashes(checkpoint);
    for (Map.Entry<String, String> file : expected.entrySet()) {
      if (!file.getValue().equals(found.get(file.getKey()))) {
        throw new IOException(
            found.containsKey(file.getKey())
                ? file.getKey() + " has changed since it was written"
                : file.getKey() + " is missing");
      }
    }
    return new SealedCheckpoint(step, checkpoint, offsets);
  }

  /** SHA-256 of every file but the seal, by name. */
  private Map<String, String> hashes(Path checkpoint) throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> inside = Files.list(checkpoint)) {
      for (Path file : inside.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (!name.startsWith(sealName)) {
          hashes.put(name, sha256(file));
        }
      }
    }
    return hashes;
  }

  private static String sha256(Path file) throws IOException {
    try (DigestInputStream in =
        new DigestInputStream(Files.newInputStream(file), Sha256Digest.begin())) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    }
  }

  /**
   * What {@link dev.preceptor.models.training.BatchTrainer#state} returned when the checkpoint was
   * taken.
   */
  public Map<String, HostTensor> state(SealedCheckpoint checkpoint) {
    try (SafetensorsFile file = SafetensorsFile.open(checkpoint.folder().resolve(OPTIMIZER))) {
      Map<String, HostTensor> state = new TreeMap<>();
      file.tensorNames().forEach(name -> state.put(name, file.tensor(name)));
      return state;
    }
  }

  /**
   * Deletes the unfinished checkpoints of earlier processes.
   *
   * @throws UncheckedIOException if one cannot be deleted
   */
  public void clearRemains() {
    try {
      for (Path path : inside()) {
        if (REMAINS.matcher(path.getFileName().toString()).matches()) {
          deleteFiles(path);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          folder + ": unfinished checkpoints of an earlier process cannot be deleted", e);
    }
  }

  /**
   * Writes a checkpoint, unless it is there and whole, and drops those above the limit. It is
   * sealed before it gets its name.
   *
   * @return its folder
   */
  public Path save(
      int step, MemoryModel policy, Map<String, HostTensor> state, Map<Integer, Long> nextOffsets) {
    Path checkpoint = folder.resolve("step-" + step);
    if (!isWhole(step, checkpoint)) {
      Path aside = folder.resolve(".step-%d.%s".formatted(step, mark));
      makeFolder();
      PolicyFolder.write(aside, policy, MAX_SHARD_BYTES, Map.of(OPTIMIZER, state));
      try {
        seal(aside, step, nextOffsets);
        putInPlace(step, aside, checkpoint);
        force(folder);
      } catch (IOException e) {
        throw new InputException(
            "%s: cannot be written (%s); free space".formatted(checkpoint, e.getMessage()), e);
      }
    }
    keep.ifPresent(limit -> dropAllBut(limit, step));
    return checkpoint;
  }

  /** Fine-tuned weights are as private as what they were trained on. */
  private void makeFolder() {
    try {
      PrivateFiles.folder(folder);
    } catch (IOException e) {
      throw new InputException(
          "%s: cannot be created (%s); free space".formatted(folder, e.getMessage()), e);
    }
  }

  /**
   * Where another process of the run has written the step's checkpoint meanwhile, that one stays.
   */
  private void putInPlace(int step, Path aside, Path checkpoint) throws IOException {
    if (!isWhole(step, checkpoint)) {
      delete(checkpoint);
    }
    try {
      Files.move(aside, checkpoint, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!isWhole(step, checkpoint)) {
        throw e;
      }
      deleteFiles(aside);
    }
  }

  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /**
   * The same where the disk may be full: then there is no such checkpoint, and it can be tried
   * again.
   *
   * @return whether the checkpoint is there
   * @throws InputException if it cannot be written though there is room
   */
  public boolean trySave(
      int step, MemoryModel policy, Map<String, HostTensor> state, Map<Integer, Long> nextOffsets) {
    try {
      save(step, policy, state, nextOffsets);
      return true;
    } catch (InputException e) {
      long needed = bytes(PolicyFolder.saved(policy)) + bytes(state) + SMALL_FILES_BYTES;
      if (e.getCause() instanceof IOException && usableBytes.applyAsLong(folder) < needed) {
        return false;
      }
    }
    // There is room, which may have come after the failure: only a second one is the folder's.
    save(step, policy, state, nextOffsets);
    return true;
  }

  private static long bytes(Map<String, HostTensor> tensors) {
    return tensors.values().stream().mapToLong(tensor -> tensor.data().remaining()).sum();
  }

  private boolean isWhole(int step, Path checkpoint) {
    try {
      return Files.exists(checkpoint) && read(step, checkpoint).step() == step;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }

  private void seal(Path checkpoint, int step, Map<Integer, Long> nextOffsets) throws IOException {
    ObjectNode sealed = JSON.createObjectNode().put("step", step);
    if (!nextOffsets.isEmpty()) {
      ObjectNode offsets = sealed.putObject(OFFSETS);
      new TreeMap<>(nextOffsets)
          .forEach((partition, offset) -> offsets.put(String.valueOf(partition), offset));
    }
    ObjectNode hashes = sealed.putObject(HASHES);
    hashes(checkpoint).forEach(hashes::put);
    try (FileChannel file =
        FileChannel.open(
            checkpoint.resolve(sealName),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer text =
          ByteBuffer.wrap(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(sealed));
      while (text.hasRemaining()) {
        file.write(text);
      }
      file.force(true);
    }
    force(checkpoint);
  }

  /** Checkpoints of later steps, which a log may not hold, are neither counted nor deleted. */
  private void dropAllBut(int limit, int newest) {
    List<Path> oldestFirst = new ArrayList<>(folders().headMap(newest, true).values());
    try {
      for (Path old : oldestFirst.subList(0, Math.max(0, oldestFirst.size() - limit))) {
        delete(old);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(folder + ": an old checkpoint cannot be deleted", e);
    }
  }

  /** Deletes a checkpoint; renamed first, so that none is ever half there under its name. */
  private void delete(Path checkpoint) throws IOException {
    if (Files.exists(checkpoint)) {
      Path aside = folder.resolve(".%s.%s.deleted".formatted(checkpoint.getFileName(), mark));
      try {
        Files.move(checkpoint, aside, StandardCopyOption.ATOMIC_MOVE);
      } catch (NoSuchFileException e) {
        return; // another process of the run has renamed it first
      }
      deleteFiles(aside);
    }
  }

  private static void deleteFiles(Path path) throws IOException {
    try (Stream<Path> inside = Files.walk(path)) {
      for (Path file : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private TreeMap<Integer, Path> folders() {
    TreeMap<Integer, Path> found = new TreeMap<>();
    try {
      for (Path path : inside()) {
        Matcher name = NAME.matcher(path.getFileName().toString());
        if (name.matches()) {
          found.put(Integer.parseInt(name.group(1)), path);
        }
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be listed", e);
    }
  }

  private List<Path> inside() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.toList();
    }
  }
}
