package dev.preceptor.models.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.image.Image;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.qwen2vl.Goldens;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * A tiny random Qwen2-VL, LoRA adapters on it, and what transformers 4.57.1, PEFT 0.17.1 and TRL
 * 0.25.1 compute with them.
 */
public final class AdapterGoldens {

  private static final Path ROOT = Path.of("src/test/resources/goldens/lora");

  /** The base model. */
  public static final Path BASE = ROOT.resolve("base");

  /** An adapter on every linear layer of the language model. */
  public static final Path ADAPTER = ROOT.resolve("adapter");

  /** The same as transformers before 4.52 named it. */
  public static final Path OLD_NAMES = ROOT.resolve("adapter-old-names");

  /** The adapter after one supervised step. */
  public static final Path AFTER = ROOT.resolve("after");

  private AdapterGoldens() {}

  /** The results. */
  public static JsonNode golden() {
    return Goldens.json(ROOT.resolve("golden.json"));
  }

  /** The cases of inference. */
  public static List<JsonNode> cases() {
    return StreamSupport.stream(golden().path("cases").spliterator(), false).toList();
  }

  /** The prompt of a case, tokenized and cut into patches by the model's own processor. */
  public static TokenizedPrompt prompt(Processor processor, JsonNode golden) {
    Path name = Path.of(golden.path("image").asText()).getFileName();
    Image image = processor.images().fit(Image.read(ROOT.resolve("images").resolve(name)));
    return processor.prompt(
        processor.chatText(golden.path("prompt").asText(), true), Optional.of(image));
  }
}
