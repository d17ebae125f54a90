package dev.preceptor.models.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.Utf8;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A model folder in Hugging Face's layout: small files, and weights in {@code model.safetensors} or
 * in the shards that {@code model.safetensors.index.json} names.
 */
public final class Checkpoint implements ModelSource, AutoCloseable {

  /** The small files that belong to a model. */
  static final List<String> SMALL_FILES =
      List.of(
          "config.json",
          "generation_config.json",
          "preprocessor_config.json",
          "video_preprocessor_config.json",
          "processor_config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          "vocab.json",
          "vocab.txt",
          "merges.txt",
          "added_tokens.json",
          "special_tokens_map.json",
          "chat_template.json",
          "chat_template.jinja");

  static final String SINGLE = "model.safetensors";
  static final String INDEX = "model.safetensors.index.json";
  private static final String PICKLED = "pytorch_model.bin";
  private static final String PICKLED_INDEX = "pytorch_model.bin.index.json";
  static final long MAX_SMALL_FILE_BYTES = 64L << 20;

  /** Files that are read as a tree of JSON, which takes ten times their size. */
  private static final Map<String, Long> MAX_BYTES =
      Map.of(
          "config.json",
          1L << 20,
          "generation_config.json",
          1L << 20,
          "preprocessor_config.json",
          1L << 20,
          "processor_config.json",
          1L << 20,
          "chat_template.json",
          1L << 20,
          "special_tokens_map.json",
          1L << 20,
          "added_tokens.json",
          8L << 20,
          "tokenizer_config.json",
          8L << 20,
          "vocab.json",
          16L << 20,
          INDEX,
          16L << 20);

  private final Path folder;
  private final Map<String, byte[]> files;
  private final Map<String, SafetensorsFile> shards;
  private final Map<String, SafetensorsFile> shardOfTensor;

  private Checkpoint(
      Path folder,
      Map<String, byte[]> files,
      Map<String, SafetensorsFile> shards,
      Map<String, SafetensorsFile> shardOfTensor) {
    this.folder = folder;
    this.files = files;
    this.shards = shards;
    this.shardOfTensor = shardOfTensor;
  }

  /**
   * Opens a folder: reads its small files and checks the headers of its weights.
   *
   * @throws InputException if it is not a folder, has no weights, or a file is damaged
   */
  public static Checkpoint open(Path folder) {
    requireFolder(folder);
    Map<String, SafetensorsFile> shards = new HashMap<>();
    try {
      Map<String, SafetensorsFile> shardOfTensor = openWeights(folder, shards);
      return new Checkpoint(folder, smallFiles(folder), shards, shardOfTensor);
    } catch (RuntimeException | Error e) {
      shards.values().forEach(SafetensorsFile::close);
      throw e;
    }
  }

  /**
   * Finds the tensors. Of an index, every shard must be there. As in transformers, the tensors are
   * those that the shards hold: one that the index alone names is missing only if the model needs
   * it.
   */
  private static Map<String, SafetensorsFile> openWeights(
      Path folder, Map<String, SafetensorsFile> shards) {
    Map<String, SafetensorsFile> shardOfTensor = new TreeMap<>();
    if (Files.exists(folder.resolve(SINGLE))) {
      SafetensorsFile single = SafetensorsFile.open(folder.resolve(SINGLE));
      shards.put(SINGLE, single);
      single.tensorNames().forEach(name -> shardOfTensor.put(name, single));
    } else if (Files.exists(folder.resolve(INDEX))) {
      Map<String, String> shardNames = readIndex(folder.resolve(INDEX));
      for (String shardName : new TreeSet<>(shardNames.values())) {
        SafetensorsFile shard = SafetensorsFile.open(folder.resolve(shardName));
        shards.put(shardName, shard);
        shard.tensorNames().forEach(name -> shardOfTensor.putIfAbsent(name, shard));
      }
      shardNames.forEach(
          (name, shardName) -> {
            SafetensorsFile shard = shards.get(shardName);
            if (shard.tensorNames().contains(name)) {
              shardOfTensor.put(name, shard);
            }
          });
    } else {
      throw new InputException(
          Files.exists(folder.resolve(PICKLED)) || Files.exists(folder.resolve(PICKLED_INDEX))
              ? ("%s: the weights are pickled (%s), which is not read because it can run code;"
                      + " write %s with transformers' save_pretrained")
                  .formatted(folder, PICKLED, SINGLE)
              : "%s: no weights (neither %s nor %s); give a folder with weights"
                  .formatted(folder, SINGLE, INDEX));
    }
    return Collections.unmodifiableMap(shardOfTensor);
  }

  private static Map<String, String> readIndex(Path index) {
    JsonNode weightMap = ModelJson.object(readBounded(index), index.toString()).path("weight_map");
    if (!weightMap.isObject() || weightMap.isEmpty()) {
      throw new InputException(index + ": no weight_map; fetch the file again");
    }
    Map<String, String> shardNames = new TreeMap<>();
    weightMap
        .properties()
        .forEach(
            entry -> {
              String shard = entry.getValue().asText();
              if (!shard.endsWith(".safetensors") || !isPlainName(shard)) {
                throw new InputException(
                    "%s: tensor %s is listed in \"%s\", which is not the name of a safetensors file"
                            .formatted(index, entry.getKey(), shard)
                        + " inside the folder; name one");
              }
              shardNames.put(entry.getKey(), shard);
            });
    return shardNames;
  }

  /**
   * Whether a name is a single path element, so that it cannot refer to a file outside its folder.
   */
  static boolean isPlainName(String name) {
    return !name.isEmpty()
        && !name.startsWith(".")
        && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ');
  }

  private static void requireFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new InputException(folder + ": no such folder; give a folder in Hugging Face's layout");
    }
  }

  /**
   * The small files of a folder, by name; the folder need not have weights.
   *
   * @throws InputException if it is not a folder, or a file cannot be read
   */
  public static Map<String, byte[]> smallFiles(Path folder) {
    requireFolder(folder);
    Map<String, byte[]> files = new TreeMap<>();
    for (String name : SMALL_FILES) {
      Path file = folder.resolve(name);
      if (Files.isRegularFile(file)) {
        files.put(name, readBounded(file));
      }
    }
    return Collections.unmodifiableMap(files);
  }

  private static byte[] readBounded(Path file) {
    try {
      long bytes = Files.size(file);
      long max = MAX_BYTES.getOrDefault(file.getFileName().toString(), MAX_SMALL_FILE_BYTES);
      if (bytes > max) {
        throw new InputException(
            "%s: %d bytes; such a file may have at most %d; give the model's own file"
                .formatted(file, bytes, max));
      }
      return Utf8.withoutMark(Files.readAllBytes(file));
    } catch (IOException e) {
      throw InputException.cannotBe("read", file, e);
    }
  }

  @Override
  public Map<String, byte[]> files() {
    return files;
  }

  @Override
  public Set<String> tensorNames() {
    return shardOfTensor.keySet();
  }

  @Override
  public HostTensor tensor(String name) {
    return shard(name).tensor(name);
  }

  @Override
  public Optional<FileRegion> region(String name) {
    return Optional.of(shard(name).region(name));
  }

  private SafetensorsFile shard(String name) {
    SafetensorsFile shard = shardOfTensor.get(name);
    if (shard == null) {
      throw new InputException(
          "%s: no tensor %s; the weights are of another architecture".formatted(folder, name));
    }
    return shard;
  }

  @Override
  public String place() {
    return folder.toString();
  }

  @Override
  public void close() {
    shards.values().forEach(SafetensorsFile::close);
  }
}
