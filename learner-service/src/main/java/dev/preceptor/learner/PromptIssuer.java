package dev.preceptor.learner;

import dev.preceptor.kit.Sha256;
import dev.preceptor.kit.UnitLayout;
import dev.preceptor.models.InputException;
import dev.preceptor.models.sampling.RandomStream;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.Topics;
import dev.preceptor.vqa.Question;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/** Writes out the prompts of a step. The same step gives the same prompts, whenever it is asked. */
public final class PromptIssuer {

  /** What fits a record with the question's text beside it. */
  private static final int MAX_IMAGE_BYTES = Topics.MAX_RECORD_BYTES - (1 << 20);

  private final List<Question> questions;
  private final PromptSchedule schedule;
  private final StepPlan plan;
  private final UnitLayout layout;
  private final PromptFormat format;
  private final long seed;

  /**
   * An issuer.
   *
   * @param questions the training questions
   * @param layout which groups are decoded together
   * @param seed the run's
   */
  public PromptIssuer(
      List<Question> questions, StepPlan plan, UnitLayout layout, PromptFormat format, long seed) {
    this.questions = List.copyOf(questions);
    this.schedule = new PromptSchedule(seed, questions.size(), layout.promptsPerStep());
    this.plan = plan;
    this.layout = layout;
    this.format = format;
    this.seed = seed;
  }

  /** All prompts of some steps, in order. */
  public List<Prompt> prompts(Steps steps) {
    return steps.stream()
        .boxed()
        .flatMap(
            step ->
                IntStream.range(0, layout.promptsPerStep()).mapToObj(slot -> prompt(step, slot)))
        .toList();
  }

  private Prompt prompt(int step, int slot) {
    Question question = question(step, slot);
    byte[] image = image(question);
    int unit = layout.unitOf(slot);
    return Prompt.newBuilder()
        .setStep(step)
        .setSlot(slot)
        .setUnit(unit)
        .setUnitSize(layout.sizeOf(unit))
        .setRow(question.row())
        .setQuestion(question.question())
        .setChoices(question.choices())
        .setAnswer(String.valueOf(question.answer()))
        .setText(format.text(question))
        .setImage(ByteBuffer.wrap(image))
        .setImageSha256(Sha256.hex(image))
        .setSeed(RandomStream.seed(seed, step, slot))
        .setPolicyVersion(plan.pinnedVersion(step))
        .build();
  }

  /** A picture that cannot be used is sent empty: its group then fails, and the run goes on. */
  private byte[] image(Question question) {
    try {
      byte[] png = format.picture(question).toPng();
      return png.length <= MAX_IMAGE_BYTES ? png : new byte[0];
    } catch (InputException e) {
      return new byte[0];
    }
  }

  /** The model's input of a slot, for training on what was sampled for it. */
  public dev.preceptor.models.language.Prompt modelInput(int step, int slot) {
    Question question = question(step, slot);
    return format.prompt(format.text(question), format.picture(question));
  }

  private Question question(int step, int slot) {
    return questions.get(schedule.question(step, slot));
  }
}
