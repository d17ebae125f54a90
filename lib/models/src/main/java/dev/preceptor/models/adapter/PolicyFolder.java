package dev.preceptor.models.adapter;

import dev.preceptor.models.checkpoint.CheckpointWriter;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes a trained policy as a folder: as PEFT does if it has an adapter, which then is all that is
 * written of it, else as a whole model.
 */
public final class PolicyFolder {

  private PolicyFolder() {}

  /**
   * Writes a policy; see {@link CheckpointWriter} for what stands in the folder's place already.
   *
   * @param maxShardBytes above it the weights of a whole model are written in several files
   * @param additional tensors of further files, by name
   */
  public static void write(
      Path folder,
      MemoryModel policy,
      long maxShardBytes,
      Map<String, Map<String, HostTensor>> additional) {
    if (!AdaptedModel.isAdapted(policy)) {
      CheckpointWriter.write(folder, policy.files(), policy.tensors(), maxShardBytes, additional);
      return;
    }
    Map<String, Map<String, HostTensor>> files = new HashMap<>(additional);
    files.put(AdaptedModel.WEIGHTS, saved(policy));
    Map<String, byte[]> config = Map.of(AdapterConfig.FILE, policy.files().get(AdapterConfig.FILE));
    CheckpointWriter.write(folder, config, Map.of(), maxShardBytes, files);
  }

  /** The tensors that {@link #write} saves of a policy. */
  public static Map<String, HostTensor> saved(MemoryModel policy) {
    Set<String> adapter = AdaptedModel.tensorsOf(policy);
    if (!AdaptedModel.isAdapted(policy)) {
      return policy.tensors();
    }
    Map<String, HostTensor> own = new TreeMap<>(policy.tensors());
    own.keySet().retainAll(adapter);
    return own;
  }
}
