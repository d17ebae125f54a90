package dev.preceptor.schemas;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a review is about; as text the key of its record. */
public sealed interface ReviewSubject extends Comparable<ReviewSubject> {

  /**
   * One of a group's responses; as text {@code step-slot/response} ("12-3/0").
   *
   * @param response which of them, from 0
   */
  record OfResponse(GroupKey group, int response) implements ReviewSubject {

    public OfResponse {
      if (response < 0) {
        throw new IllegalArgumentException("response " + response + ": they count from 0");
      }
    }

    @Override
    public String toString() {
      return group + "/" + response;
    }
  }

  /**
   * An answer of an evaluation; as text {@code vVERSION-row} ("v10-77").
   *
   * @param version of the policy that answered
   * @param row of the question
   */
  record OfAnswer(int version, long row) implements ReviewSubject {

    public OfAnswer {
      if (version < 0 || row < 0) {
        throw new IllegalArgumentException(
            "version " + version + ", row " + row + ": both count from 0");
      }
    }

    @Override
    public String toString() {
      return "v" + version + "-" + row;
    }
  }

  /**
   * Reads a key.
   *
   * @throws UnreadableRecordException if the text is not one
   */
  static ReviewSubject parse(String text) {
    String given = text == null ? "" : text;
    Matcher response = Text.RESPONSE.matcher(given);
    if (response.matches()) {
      return new OfResponse(GroupKey.parse(response.group(1)), Integer.parseInt(response.group(2)));
    }
    Matcher answer = Text.ANSWER.matcher(given);
    if (answer.matches()) {
      return new OfAnswer(Integer.parseInt(answer.group(1)), Long.parseLong(answer.group(2)));
    }
    throw new UnreadableRecordException(
        "key " + Excerpt.of(text) + " is neither step-slot/response nor vVERSION-row");
  }

  /**
   * What a record is about.
   *
   * @throws UnreadableRecordException if that cannot be
   */
  static ReviewSubject of(Review review) {
    try {
      return review.getKind() == ReviewedKind.response
          ? new OfResponse(new GroupKey(review.getStep(), review.getSlot()), review.getResponse())
          : new OfAnswer(review.getPolicyVersion(), review.getRow());
    } catch (IllegalArgumentException e) {
      throw new UnreadableRecordException("a review of " + e.getMessage());
    }
  }

  /** Enters it into a record. */
  default Review.Builder into(Review.Builder review) {
    if (this instanceof OfResponse one) {
      return review
          .setKind(ReviewedKind.response)
          .setStep(one.group().step())
          .setSlot(one.group().slot())
          .setResponse(one.response());
    }
    OfAnswer answer = (OfAnswer) this;
    return review
        .setKind(ReviewedKind.answer)
        .setPolicyVersion(answer.version())
        .setRow(answer.row());
  }

  /** Responses before answers; then by group and response, or by version and row. */
  @Override
  default int compareTo(ReviewSubject other) {
    return Text.ORDER.compare(this, other);
  }

  /** How subjects are written and ordered. */
  final class Text {
    private static final Pattern RESPONSE =
        Pattern.compile("([1-9][0-9]{0,8}-(?:0|[1-9][0-9]{0,8}))/(0|[1-9][0-9]{0,5})");
    private static final Pattern ANSWER =
        Pattern.compile("v(0|[1-9][0-9]{0,8})-(0|[1-9][0-9]{0,17})");
    private static final Comparator<ReviewSubject> ORDER =
        Comparator.<ReviewSubject, Boolean>comparing(OfAnswer.class::isInstance)
            .thenComparingInt(
                each -> each instanceof OfResponse of ? of.group().step() : version(each))
            .thenComparingLong(
                each -> each instanceof OfResponse of ? of.group().slot() : row(each))
            .thenComparingInt(each -> each instanceof OfResponse of ? of.response() : 0);

    private Text() {}

    private static int version(ReviewSubject answer) {
      return ((OfAnswer) answer).version();
    }

    private static long row(ReviewSubject answer) {
      return ((OfAnswer) answer).row();
    }
  }
}
