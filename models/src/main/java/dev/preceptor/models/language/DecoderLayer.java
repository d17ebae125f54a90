package dev.preceptor.models.language;

import dev.preceptor.models.torch.ScriptPart;

/** The decoder layer that Qwen2 and Mistral share, {@code decoder_layer.ts.py}. */
public final class DecoderLayer {

  /** Its methods. */
  public static final ScriptPart SCRIPT = new ScriptPart(DecoderLayer.class, "decoder_layer.ts.py");

  private DecoderLayer() {}
}
