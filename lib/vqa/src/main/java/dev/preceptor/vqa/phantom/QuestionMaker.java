package dev.preceptor.vqa.phantom;

import dev.preceptor.vqa.SplitMix;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a split's questions. Answers and letters are dealt from shuffled decks, so each letter is
 * correct equally often and each answer is correct equally often in its family. Everything else of
 * question {@code i} comes from its own random stream (seed, i).
 */
final class QuestionMaker {
  /** First stream number of the decks; questions use the numbers from 0, images those below 0. */
  private static final long DECKS = 1L << 40;

  /**
   * Fraction of guessed demonstrations in the other families, relative to the mostly guessed ones.
   */
  private static final double ELSEWHERE = 0.4;

  private final PhantomSpec spec;
  private final long seed;
  private final List<Card> cards;

  private record Card(Family family, int truth, char letter) {}

  /** {@code split} separates the streams of train (0) and test (1). */
  QuestionMaker(PhantomSpec spec, int split, int count) {
    this.spec = spec;
    this.seed = spec.seed() * 2 + split;
    this.cards = deal(count);
  }

  private List<Card> deal(int count) {
    int families = Family.values().length;
    List<List<Card>> hands = new ArrayList<>();
    for (Family family : Family.values()) {
      int f = family.ordinal();
      int size = (count - f + families - 1) / families;
      int[] truths = new int[size];
      int[] letters = new int[size];
      for (int k = 0; k < size; k++) {
        truths[k] = k % family.answers().size();
        letters[k] = (k + f) % 4;
      }
      SplitMix random = new SplitMix(seed, DECKS + f);
      random.shuffle(truths);
      random.shuffle(letters);
      List<Card> hand = new ArrayList<>();
      for (int k = 0; k < size; k++) {
        hand.add(new Card(family, truths[k], (char) ('A' + letters[k])));
      }
      hands.add(hand);
    }
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    new SplitMix(seed, DECKS + families).shuffle(order);
    List<Card> dealt = new ArrayList<>();
    for (int i : order) {
      dealt.add(hands.get(i % families).get(i / families));
    }
    return dealt;
  }

  PhantomQuestion ask(int index) {
    Card card = cards.get(index);
    SplitMix random = new SplitMix(seed, index);
    Family family = card.family();
    String question = random.pick(family.wordings());
    List<String> choices = family.choices(card.truth(), card.letter(), random);
    String response =
        spec.styles().isPresent()
            ? styled(spec.styles().get(), card, choices, random)
            : random.chance(family.mostlyGuessed() ? spec.hurried() : spec.hurried() * ELSEWHERE)
                ? Family.guessedResponse(random)
                : family.carefulResponse(card.truth(), choices);
    return new PhantomQuestion(family, card.truth(), question, choices, card.letter(), response);
  }

  private String styled(StyleShares shares, Card card, List<String> choices, SplitMix random) {
    ResponseStyle style = shares.draw(random);
    Thought thought = style.think(card.family(), card.truth(), choices, random);
    if (!random.chance(spec.tagged())) {
      return thought.untagged();
    }
    return style == ResponseStyle.GUESS && random.chance(Family.CARELESS)
        ? thought.careless()
        : thought.tagged();
  }

  /** The image of question {@code index} as PNG. */
  byte[] image(int index) {
    Card card = cards.get(index);
    SplitMix random = new SplitMix(seed, -1 - index);
    Canvas canvas = new Canvas(spec.size());
    Modality modality = card.family().modality(card.truth(), random);
    Region region = Region.values()[random.below(Region.values().length)];
    modality.prepare(canvas, region, random);
    card.family().paint(canvas, card.truth(), random);
    modality.expose(canvas, random);
    return canvas.toPng();
  }
}
