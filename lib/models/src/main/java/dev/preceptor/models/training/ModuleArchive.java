package dev.preceptor.models.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.image.Image;
import dev.preceptor.models.image.Patches;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.CausalLmScript;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.torch.ScriptPart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The script of a model as services run it on a GPU: sampling, training and optimizer in one module
 * that {@code torch.jit.load} takes, without weights. Its file {@value #MANIFEST} says what a
 * caller has to bring: names and shapes of the weights, and prompts as the model's processor lays
 * them out.
 */
public final class ModuleArchive {

  /** The file in the archive's folder {@code extra} that describes the model. */
  public static final String MANIFEST = "preceptor.json";

  /** The model's own configuration, beside it. */
  private static final String CONFIG = "config.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Width and height of the example's image, pixels; processors fit it to what they take. */
  private static final int IMAGE_SIZE = 112;

  private ModuleArchive() {}

  /**
   * What a caller has to know of a model.
   *
   * @param weights shape of each weight by its name
   * @param head name of the weight that logits are computed with
   * @param block most tokens whose logits are in memory at once
   * @param trainable whether training methods may be called
   */
  private record Manifest(
      Map<String, long[]> weights,
      String head,
      int vocabSize,
      int maxPositionEmbeddings,
      List<Integer> eosTokenIds,
      int block,
      boolean trainable,
      List<Prompt> prompts) {}

  /**
   * A prompt in the layout of {@code causal_lm.ts.py}.
   *
   * @param ids [tokens]
   * @param positions [3][tokens]
   * @param next position of the first token behind the prompt, on each axis
   * @param imageStart the first token that the image's embeddings replace
   * @param imageTokens how many they are; 0 without an image
   * @param grid [images][3]
   * @param pixels [2]: rows and columns of pixel_values; empty without an image
   */
  private record Prompt(
      int[] ids,
      long[][] positions,
      long[] next,
      int imageStart,
      int imageTokens,
      List<int[]> grid,
      int[] pixels) {}

  /**
   * Writes the archive of a model.
   *
   * @param source its small files; weights are not read
   * @param text the example's prompt
   * @throws InputException if the family is not known, or its tokenizer does not fit
   */
  public static byte[] of(ModelSource source, String text) {
    Architecture architecture = Architecture.of(source);
    List<ScriptPart> more = new ArrayList<>(TrainableModel.TRAINING);
    more.add(AdamW.SCRIPT);
    Map<String, long[]> weights = new LinkedHashMap<>(architecture.shapes());
    Manifest manifest =
        new Manifest(
            weights,
            architecture.constants().get("lm_head"),
            architecture.vocabSize(),
            architecture.maxPositionEmbeddings(),
            architecture.eosTokenIds(),
            CausalLmScript.block(architecture),
            isTrainable(architecture),
            prompts(architecture, source, text));
    try {
      return CausalLmScript.archive(
          architecture,
          more,
          Map.of(MANIFEST, JSON.writeValueAsBytes(manifest), CONFIG, source.files().get(CONFIG)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isTrainable(Architecture architecture) {
    try {
      architecture.requireTrainable();
      return true;
    } catch (InputException e) {
      return false;
    }
  }

  private static List<Prompt> prompts(Architecture architecture, ModelSource source, String text) {
    try (Processor processor = architecture.processor(source)) {
      List<Prompt> prompts = new ArrayList<>();
      prompts.add(prompt(architecture, tokenized(processor, text, Optional.empty())));
      image(processor)
          .map(image -> prompt(architecture, tokenized(processor, text, Optional.of(image))))
          .ifPresent(prompts::add);
      return prompts;
    }
  }

  /** A gray image fitted to the model; empty if it reads text only. */
  private static Optional<Image> image(Processor processor) {
    byte[] gray = new byte[3 * IMAGE_SIZE * IMAGE_SIZE];
    Arrays.fill(gray, (byte) 128);
    try {
      return Optional.of(processor.images().fit(new Image(IMAGE_SIZE, IMAGE_SIZE, gray)));
    } catch (InputException e) {
      return Optional.empty();
    }
  }

  private static TokenizedPrompt tokenized(
      Processor processor, String text, Optional<Image> image) {
    return processor.hasChatTemplate()
        ? processor.prompt(processor.chatText(text, image.isPresent()), image)
        : processor.rawPrompt(processor.rawText(text, image.isPresent()), image);
  }

  private static Prompt prompt(Architecture architecture, TokenizedPrompt prompt) {
    int tokens = prompt.ids().length;
    long[][] positions = architecture.positions(prompt, 1);
    Optional<Patches> image = prompt.image();
    return new Prompt(
        prompt.ids(),
        Arrays.stream(positions).map(axis -> Arrays.copyOf(axis, tokens)).toArray(long[][]::new),
        Arrays.stream(positions).mapToLong(axis -> axis[tokens]).toArray(),
        prompt.imageStart(),
        image.map(Patches::grid).map(architecture::imageTokens).orElse(0),
        image.stream()
            .map(Patches::grid)
            .map(grid -> new int[] {grid.t(), grid.h(), grid.w()})
            .toList(),
        image
            .map(
                patches ->
                    new int[] {
                      patches.grid().patches(), patches.values().length / patches.grid().patches()
                    })
            .orElse(new int[0]));
  }
}
