package dev.preceptor.models.adapter;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.FileRegion;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.checkpoint.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A base model with a LoRA adapter beside its weights. Its files are the base's and {@code
 * adapter_config.json}, its tensors the base's and the adapter's under PEFT's names: so it can be
 * anywhere where a model can, in a folder, in memory or in the policy log.
 *
 * @param base the base model
 * @param config the content of {@code adapter_config.json}
 * @param tensors the adapter's tensors by PEFT's names
 * @param adapterFolder the adapter's location, for messages
 */
public record AdaptedModel(
    ModelSource base, byte[] config, Map<String, HostTensor> tensors, String adapterFolder)
    implements ModelSource {

  /** The file of the adapter's tensors. */
  public static final String WEIGHTS = "adapter_model.safetensors";

  private static final String PICKLED = "adapter_model.bin";
  private static final long MAX_CONFIG_BYTES = 1L << 20;
  private static final int MAX_TENSORS = 1 << 16;

  public AdaptedModel {
    tensors = Collections.unmodifiableMap(new TreeMap<>(tensors));
  }

  /**
   * Opens the adapter in a folder that PEFT's {@code save_pretrained} wrote. It is held against the
   * base when the model is loaded.
   *
   * @throws InputException if the folder holds no adapter, or a file is damaged
   */
  public static AdaptedModel open(ModelSource base, Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new InputException(
          folder + ": no such folder; give an adapter's folder as PEFT writes it");
    }
    Path config = folder.resolve(AdapterConfig.FILE);
    if (!Files.isRegularFile(config)) {
      throw new InputException(
          "%s: no %s; give an adapter's folder as PEFT writes it"
              .formatted(folder, AdapterConfig.FILE));
    }
    Path weights = folder.resolve(WEIGHTS);
    if (!Files.exists(weights) && Files.exists(folder.resolve(PICKLED))) {
      throw new InputException(
          "%s: the adapter is pickled (%s), which is not read because it can run code; write %s with PEFT's save_pretrained"
              .formatted(folder, PICKLED, WEIGHTS));
    }
    try (SafetensorsFile file = SafetensorsFile.open(weights)) {
      if (file.tensorNames().size() > MAX_TENSORS) {
        throw new InputException(
            "%s: %d tensors; an adapter may have at most %d"
                .formatted(weights, file.tensorNames().size(), MAX_TENSORS));
      }
      Map<String, HostTensor> tensors = new TreeMap<>();
      for (String name : file.tensorNames()) {
        if (!name.startsWith(LowRank.PREFIX)) {
          throw new InputException(
              "%s: holds %s, which is no part of an adapter; fetch the file again"
                  .formatted(weights, name));
        }
        tensors.put(name, file.tensor(name));
      }
      return new AdaptedModel(base, bytes(config), tensors, folder.toString());
    }
  }

  private static byte[] bytes(Path config) {
    try {
      long bytes = Files.size(config);
      if (bytes > MAX_CONFIG_BYTES) {
        throw new InputException(
            "%s: %d bytes; such a file may have at most %d; give the adapter's own file"
                .formatted(config, bytes, MAX_CONFIG_BYTES));
      }
      return Files.readAllBytes(config);
    } catch (IOException e) {
      throw InputException.cannotBe("read", config, e);
    }
  }

  /** Whether a model has an adapter beside its weights. */
  public static boolean isAdapted(ModelSource model) {
    return model.files().containsKey(AdapterConfig.FILE);
  }

  /** The names of a model's tensors that belong to its adapter, sorted. */
  public static Set<String> tensorsOf(ModelSource model) {
    return model.tensorNames().stream()
        .filter(name -> name.startsWith(LowRank.PREFIX))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Override
  public Map<String, byte[]> files() {
    Map<String, byte[]> files = new TreeMap<>(base.files());
    files.put(AdapterConfig.FILE, config);
    return files;
  }

  @Override
  public Set<String> tensorNames() {
    Set<String> names = new TreeSet<>(base.tensorNames());
    names.addAll(tensors.keySet());
    return names;
  }

  @Override
  public HostTensor tensor(String name) {
    HostTensor own = tensors.get(name);
    return own != null ? own : base.tensor(name);
  }

  @Override
  public Optional<FileRegion> region(String name) {
    return tensors.containsKey(name) ? Optional.empty() : base.region(name);
  }

  @Override
  public String place() {
    return base.place();
  }

  @Override
  public String adapterPlace() {
    return adapterFolder;
  }
}
