package dev.preceptor.learner;

import dev.preceptor.models.InputException;
import dev.preceptor.models.image.Image;
import dev.preceptor.models.sampling.RandomStream;
import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.Sha256;
import dev.preceptor.schemas.Topics;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.QuestionEncoder;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Makes the prompts of a step. A step has the same prompts whenever they are made. */
public final class PromptIssuer {

  /** The largest image that fits a record beside the question's text. */
  private static final int MAX_IMAGE_BYTES = Topics.MAX_RECORD_BYTES - (1 << 20);

  private final List<Question> questions;
  private final PromptSchedule schedule;
  private final StepPlan plan;
  private final UnitLayout layout;
  private final QuestionEncoder format;
  private final long seed;

  /**
   * An issuer.
   *
   * @param questions the training questions
   * @param layout which groups are decoded together
   * @param seed the run's
   */
  public PromptIssuer(
      List<Question> questions,
      StepPlan plan,
      UnitLayout layout,
      QuestionEncoder format,
      long seed) {
    this.questions = List.copyOf(questions);
    this.schedule = new PromptSchedule(seed, questions.size(), layout.promptsPerStep());
    this.plan = plan;
    this.layout = layout;
    this.format = format;
    this.seed = seed;
  }

  /**
   * A prompt, and its image as the model is to see it.
   *
   * @param image empty where its file cannot be used: the prompt then goes out with an empty one,
   *     its group fails, and the run goes on
   */
  public record Issued(Prompt prompt, Optional<Image> image) {}

  /** All prompts of a step, by slot. */
  public List<Issued> issue(int step) {
    return IntStream.range(0, layout.promptsPerStep()).mapToObj(slot -> issue(step, slot)).toList();
  }

  /** The prompt of a slot, which may be a spare. */
  Issued issue(int step, int slot) {
    Question question = question(step, slot);
    Optional<Image> image = image(question);
    byte[] png = image.map(Image::toPng).filter(this::fits).orElse(new byte[0]);
    int unit = layout.unitOf(slot);
    Prompt prompt =
        Prompt.newBuilder()
            .setStep(step)
            .setSlot(slot)
            .setUnit(unit)
            .setUnitSize(layout.sizeOf(unit))
            .setRow(question.row())
            .setQuestion(question.question())
            .setChoices(question.choices())
            .setAnswer(String.valueOf(question.answer()))
            .setText(format.text(question))
            .setImage(ByteBuffer.wrap(png))
            .setImageSha256(Sha256.hex(png))
            .setSeed(RandomStream.seed(seed, step, slot))
            .setPolicyVersion(plan.pinnedVersion(step))
            .build();
    return new Issued(prompt, image);
  }

  private Optional<Image> image(Question question) {
    try {
      return Optional.of(format.image(question));
    } catch (InputException e) {
      return Optional.empty();
    }
  }

  private boolean fits(byte[] png) {
    return png.length <= MAX_IMAGE_BYTES;
  }

  /** The model's input of an issued prompt, for training on what was sampled for it. */
  public dev.preceptor.models.language.TokenizedPrompt modelInput(Issued issued) {
    int step = issued.prompt().getStep();
    int slot = issued.prompt().getSlot();
    return format.prompt(
        issued.prompt().getText(),
        issued
            .image()
            .orElseThrow(
                () ->
                    new InputException(
                        "step %d, slot %d: the image of row %d cannot be used"
                            .formatted(step, slot, issued.prompt().getRow()))));
  }

  private Question question(int step, int slot) {
    return questions.get(schedule.question(step, slot));
  }
}
