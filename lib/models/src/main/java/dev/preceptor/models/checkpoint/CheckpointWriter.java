package dev.preceptor.models.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.models.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Writes model folders that transformers can load. A folder is written under a temporary name,
 * synced to disk and renamed, so under its final name it is always complete.
 */
public final class CheckpointWriter {

  /** Above it the weights of a command's result are written in several files. */
  public static final long SHARD_BYTES = 2L << 30;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** The weights of an adapter, which make a folder a checkpoint too. */
  private static final String ADAPTER = "adapter_model.safetensors";

  private CheckpointWriter() {}

  /**
   * Writes a model.
   *
   * @param folder its own name; an earlier checkpoint there is replaced, anything else is refused
   * @param files small files by name
   * @param tensors tensors by name
   * @param maxShardBytes above it the weights are written in several files with an index
   * @throws InputException if the folder holds something else, or cannot be written
   */
  public static void write(
      Path folder, Map<String, byte[]> files, Map<String, HostTensor> tensors, long maxShardBytes) {
    write(folder, files, tensors, maxShardBytes, Map.of());
  }

  /**
   * Writes a model and, in the same rename, additional safetensors files next to it.
   *
   * @param folder its own name; an earlier checkpoint there is replaced, anything else is refused
   * @param files small files by name
   * @param tensors tensors by name; none: there are only additional files
   * @param maxShardBytes above it the weights are written in several files with an index
   * @param additional tensors by file name, such as {@code optimizer.safetensors}
   * @throws InputException if the folder holds something else, or cannot be written
   */
  public static void write(
      Path folder,
      Map<String, byte[]> files,
      Map<String, HostTensor> tensors,
      long maxShardBytes,
      Map<String, Map<String, HostTensor>> additional) {
    Stream.concat(files.keySet().stream(), additional.keySet().stream())
        .filter(name -> !Checkpoint.isPlainName(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw new InputException(
                  "%s: \"%s\" is not a plain file name; use one without path separators"
                      .formatted(folder, name));
            });
    Path target = folder.toAbsolutePath().normalize();
    refuseForeign(target);
    Path aside = target.resolveSibling("." + target.getFileName() + ".writing");
    try {
      delete(aside);
      Files.createDirectories(aside);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        writeFile(aside.resolve(file.getKey()), file.getValue());
      }
      writeWeights(aside, tensors, maxShardBytes);
      for (Map.Entry<String, Map<String, HostTensor>> file : additional.entrySet()) {
        SafetensorsOutput.write(aside.resolve(file.getKey()), file.getValue());
      }
      force(aside);
      replace(aside, target);
    } catch (IOException e) {
      deleteQuietly(aside);
      throw new InputException(
          "%s: cannot be written (%s); free space or choose another folder"
              .formatted(folder, e.getMessage()),
          e);
    } catch (RuntimeException | Error e) {
      deleteQuietly(aside);
      throw e;
    }
  }

  /**
   * Refuses to replace a folder that is not a checkpoint, so that a mistyped name does not delete
   * other files.
   */
  private static void refuseForeign(Path target) {
    if (!Files.exists(target)) {
      return;
    }
    boolean checkpoint =
        Files.isRegularFile(target.resolve(Checkpoint.SINGLE))
            || Files.isRegularFile(target.resolve(Checkpoint.INDEX))
            || Files.isRegularFile(target.resolve(ADAPTER));
    try (Stream<Path> entries = Files.list(target)) {
      List<Path> found = entries.toList();
      if (found.isEmpty() || (checkpoint && found.stream().allMatch(Files::isRegularFile))) {
        return;
      }
    } catch (IOException e) {
      throw new InputException(target + ": is not a folder; choose another name", e);
    }
    throw new InputException(
        target + ": exists and contains other files than a checkpoint's; choose another folder");
  }

  private static void writeWeights(Path folder, Map<String, HostTensor> tensors, long maxShardBytes)
      throws IOException {
    if (tensors.isEmpty()) {
      return;
    }
    List<Map<String, HostTensor>> shards = shards(tensors, maxShardBytes);
    if (shards.size() == 1) {
      SafetensorsOutput.write(folder.resolve(Checkpoint.SINGLE), shards.get(0));
      return;
    }
    ObjectNode index = JSON.createObjectNode();
    long totalBytes = tensors.values().stream().mapToLong(t -> t.data().remaining()).sum();
    index.putObject("metadata").put("total_size", totalBytes);
    Map<String, String> weightMap = new TreeMap<>();
    for (int i = 0; i < shards.size(); i++) {
      String name = "model-%05d-of-%05d.safetensors".formatted(i + 1, shards.size());
      SafetensorsOutput.write(folder.resolve(name), shards.get(i));
      shards.get(i).keySet().forEach(tensor -> weightMap.put(tensor, name));
    }
    ObjectNode shardOfTensor = index.putObject("weight_map");
    weightMap.forEach(shardOfTensor::put);
    writeFile(folder.resolve(Checkpoint.INDEX), JSON.writeValueAsBytes(index));
  }

  /**
   * Assigns tensors to shards in the order of names; a tensor above the limit gets its own shard.
   */
  private static List<Map<String, HostTensor>> shards(
      Map<String, HostTensor> tensors, long maxShardBytes) {
    List<Map<String, HostTensor>> shards = new ArrayList<>();
    shards.add(new TreeMap<>());
    long shardBytes = 0;
    for (Map.Entry<String, HostTensor> entry : new TreeMap<>(tensors).entrySet()) {
      long bytes = entry.getValue().data().remaining();
      if (shardBytes > 0 && shardBytes + bytes > maxShardBytes) {
        shards.add(new TreeMap<>());
        shardBytes = 0;
      }
      shards.get(shards.size() - 1).put(entry.getKey(), entry.getValue());
      shardBytes += bytes;
    }
    return shards;
  }

  private static void writeFile(Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    force(file);
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void replace(Path aside, Path target) throws IOException {
    Path old = target.resolveSibling("." + target.getFileName() + ".old");
    delete(old);
    if (Files.exists(target)) {
      Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
    force(target.getParent());
    delete(old);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static void deleteQuietly(Path folder) {
    try {
      delete(folder);
    } catch (IOException | UncheckedIOException e) {
      // The original failure is the one to report; the next write deletes this folder.
    }
  }
}
