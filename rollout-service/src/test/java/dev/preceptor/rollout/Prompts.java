package dev.preceptor.rollout;

import dev.preceptor.models.image.Image;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.Sha256;
import java.nio.ByteBuffer;
import java.util.List;

/** Prompts for tests. */
final class Prompts {

  private Prompts() {}

  static Prompt prompt(UnitLayout layout, int step, int slot, int version) {
    return Prompt.newBuilder()
        .setStep(step)
        .setSlot(slot)
        .setUnit(layout.unitOf(slot))
        .setUnitSize(layout.sizeOf(layout.unitOf(slot)))
        .setRow(slot + 1)
        .setQuestion("Which side?")
        .setChoices(List.of("left", "right", "both", "none"))
        .setAnswer("A")
        .setText("prompt " + step + "-" + slot)
        .setSeed(1000L * step + slot)
        .setPolicyVersion(version)
        .build();
  }

  static Prompt withImage(Prompt prompt, byte[] image) {
    return Prompt.newBuilder(prompt)
        .setImage(ByteBuffer.wrap(image))
        .setImageSha256(Sha256.hex(image))
        .build();
  }

  static byte[] png() {
    return new Image(28, 28, new byte[28 * 28 * 3]).toPng();
  }
}
