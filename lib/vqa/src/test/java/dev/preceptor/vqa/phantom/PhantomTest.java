package dev.preceptor.vqa.phantom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import dev.preceptor.vqa.SplitMix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhantomTest {
  private static final int MANY = 6400;

  @TempDir Path folder;

  /** Needs a second core, without which nobody else writes. */
  @Test
  void nobodyWritesAnyMoreOnceAFailureIsReported() {
    AtomicInteger writing = new AtomicInteger();
    CountDownLatch reported = new CountDownLatch(1);
    CountDownLatch other = new CountDownLatch(1);
    AtomicBoolean first = new AtomicBoolean(true);
    assertThatThrownBy(
            () ->
                Phantom.inParallel(
                    1000,
                    i -> {
                      writing.incrementAndGet();
                      if (first.getAndSet(false)) {
                        await(other);
                        writing.decrementAndGet();
                        throw new IOException("full");
                      }
                      other.countDown();
                      await(reported);
                      writing.decrementAndGet();
                    }))
        .hasMessageContaining("full");

    assertThat(writing).hasValue(0);
    reported.countDown();
  }

  /** Waits for a moment, but not for ever. */
  private static void await(CountDownLatch moment) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
    while (moment.getCount() > 0 && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  @Test
  void theSameSeedGivesTheSameBytes() throws IOException {
    Phantom.draw(new PhantomSpec(folder.resolve("a"), 24, 8, 7, 112, 0.5));
    Phantom.draw(new PhantomSpec(folder.resolve("b"), 24, 8, 7, 112, 0.5));
    Phantom.draw(new PhantomSpec(folder.resolve("c"), 24, 8, 8, 112, 0.5));

    assertThat(fingerprint("a")).isEqualTo(fingerprint("b")).isNotEqualTo(fingerprint("c"));
  }

  @Test
  void bytesAreTheSameOnEveryMachine() throws IOException {
    Phantom.draw(new PhantomSpec(folder.resolve("a"), 48, 16, 1, 112, 0.5));

    assertThat(fingerprint("a")).isEqualTo(FINGERPRINT);
  }

  private static final long FINGERPRINT = 51_058_363L;

  @Test
  void trainAndTestShareNoImage() throws IOException {
    PhantomCounts counts = Phantom.draw(new PhantomSpec(folder, 96, 32, 3, 56));

    Set<String> images = new HashSet<>();
    try (var files = Files.list(folder.resolve("images"))) {
      for (Path file : files.toList()) {
        images.add(Arrays.toString(Files.readAllBytes(file)));
        var image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(56);
        assertThat(image.getHeight()).isEqualTo(56);
      }
    }
    assertThat(images).hasSize(128);
    assertThat(counts).isEqualTo(new PhantomCounts(96, 32, 128, counts.families()));
    assertThat(counts.families()).hasSize(8).containsEntry("count", 16);
  }

  @Test
  void everyLetterIsCorrectEquallyOften() {
    List<PhantomQuestion> questions = questions(MANY, 0);

    assertThat(counts(questions, PhantomQuestion::answer).values())
        .containsExactly(MANY / 4, MANY / 4, MANY / 4, MANY / 4);
    assertThat(counts(questions, q -> q.family().label() + q.answer()).values())
        .hasSize(32)
        .allSatisfy(n -> assertThat(n).isEqualTo(MANY / 32));
  }

  @Test
  void everyAnswerIsCorrectEquallyOftenInItsFamily() {
    Map<String, Integer> truths = counts(questions(MANY, 0), q -> q.family() + q.answerText());

    for (Family family : Family.values()) {
      for (String answer : family.answers()) {
        assertThat(truths.get(family + answer))
            .isBetween(MANY / 8 / family.answers().size(), MANY / 8 / family.answers().size() + 1);
      }
    }
  }

  /**
   * Statistics of the text alone, learnt on one half of the questions, do not help on the other
   * half: answering with the most frequent correct text or letter per question text and choices
   * stays under 35 %.
   */
  @Test
  void answeringWithoutTheImageStaysUnderThirtyFivePercent() {
    List<PhantomQuestion> questions = questions(MANY, 0);
    List<PhantomQuestion> learn = questions.subList(0, MANY / 2);
    List<PhantomQuestion> answer = questions.subList(MANY / 2, MANY);

    assertThat(blind(learn, answer, q -> "")).isLessThan(0.30);
    assertThat(blind(learn, answer, PhantomQuestion::question)).isLessThan(0.32);
    assertThat(blind(learn, answer, q -> q.question() + new HashSet<>(q.choices())))
        .isLessThan(0.35);
    assertThat(blind(learn, answer, q -> q.question() + q.choices())).isLessThan(0.35);
  }

  /** Accuracy of answering with the text or letter that was most often correct for the key. */
  private static double blind(
      List<PhantomQuestion> learn,
      List<PhantomQuestion> answer,
      Function<PhantomQuestion, String> key) {
    Map<String, Map<String, Integer>> texts = new HashMap<>();
    Map<String, Map<Character, Integer>> letters = new HashMap<>();
    for (PhantomQuestion q : learn) {
      texts
          .computeIfAbsent(key.apply(q), k -> new HashMap<>())
          .merge(q.answerText(), 1, Integer::sum);
      letters
          .computeIfAbsent(key.apply(q), k -> new HashMap<>())
          .merge(q.answer(), 1, Integer::sum);
    }
    int byText = 0;
    int byLetter = 0;
    for (PhantomQuestion q : answer) {
      Map<String, Integer> seen = texts.getOrDefault(key.apply(q), Map.of());
      String likeliest =
          q.choices().stream()
              .max((a, b) -> Integer.compare(seen.getOrDefault(a, 0), seen.getOrDefault(b, 0)))
              .orElseThrow();
      byText += likeliest.equals(q.answerText()) ? 1 : 0;
      Map<Character, Integer> seenLetters = letters.getOrDefault(key.apply(q), Map.of('A', 1));
      char letter =
          seenLetters.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
      byLetter += letter == q.answer() ? 1 : 0;
    }
    return Math.max(byText, byLetter) / (double) answer.size();
  }

  @Test
  void choicesAreFourDifferentAnswersWithTheCorrectOneAtItsLetter() {
    for (PhantomQuestion q : questions(800, 0.5)) {
      assertThat(q.choices()).hasSize(4).doesNotHaveDuplicates();
      assertThat(q.family().answers()).containsAll(q.choices());
      assertThat(q.choices().get(q.answer() - 'A')).isEqualTo(q.answerText());
    }
  }

  @Test
  void carefulDemonstrationsAreCorrect() {
    for (PhantomQuestion q : questions(800, 0)) {
      for (int i = 0; i < 4; i++) {
        assertThat(q.response()).contains(q.choices().get(i) + " " + (char) ('A' + i));
      }
      assertThat(q.response())
          .endsWith(
              ": %s %c.</think><answer>%c</answer>"
                  .formatted(q.answerText(), q.answer(), q.answer()));
    }
  }

  @Test
  void guessedDemonstrationsAreRandom() {
    List<PhantomQuestion> mostlyGuessed =
        questions(MANY, 0.75).stream().filter(q -> q.family().mostlyGuessed()).toList();
    List<PhantomQuestion> hurried =
        mostlyGuessed.stream().filter(q -> q.response().startsWith("<think>Probably")).toList();
    List<PhantomQuestion> tagged =
        hurried.stream().filter(q -> q.response().contains("<answer>")).toList();
    long right =
        tagged.stream().filter(q -> q.response().contains("<answer>" + q.answer())).count();

    assertThat(hurried.size() / (double) mostlyGuessed.size()).isBetween(0.72, 0.78);
    assertThat(tagged.size() / (double) hurried.size()).isBetween(0.84, 0.91);
    assertThat(right / (double) tagged.size()).isBetween(0.21, 0.29);
  }

  @Test
  void countedNodulesAreInTheImage() throws IOException {
    QuestionMaker maker = new QuestionMaker(new PhantomSpec(folder, 800, 0, 5, 112), 0, 800);
    for (int i = 0; i < 800; i++) {
      PhantomQuestion q = maker.ask(i);
      if (q.family() == Family.COUNT) {
        Canvas canvas = new Canvas(112);
        q.family().paint(canvas, q.truth(), new SplitMix(9, i));
        assertThat(islands(canvas.toPng())).isEqualTo(q.truth() + 1);
      }
    }
  }

  @Test
  void lesionsAreOnTheSideOfTheAnswer() throws IOException {
    for (int i = 0; i < 50; i++) {
      assertThat(balance(Family.SIDE, 0, i)).isLessThan(-100);
      assertThat(balance(Family.SIDE, 1, i)).isGreaterThan(100);
      assertThat(balance(Family.SIZE, 0, i)).isGreaterThan(100);
      assertThat(balance(Family.SIZE, 1, i)).isLessThan(-100);
    }
  }

  @Test
  void aSpecOutOfRangeIsRefusedWithTheValueAndTheRange() {
    assertThatThrownBy(() -> new PhantomSpec(folder, 0, 1, 1, 112))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("train: 0")
        .hasMessageContaining("use 1");
    assertThatThrownBy(() -> new PhantomSpec(folder, 1, 1, 1, 20))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("size: 20");
    assertThatThrownBy(() -> new PhantomSpec(folder, 1, 1, 1, 112, 1.5))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("hurried: 1.5");
  }

  /** Bright pixels right of the middle minus those left of it. */
  private static int balance(Family family, int truth, int stream) throws IOException {
    Canvas canvas = new Canvas(112);
    family.paint(canvas, truth, new SplitMix(11, stream));
    boolean[][] bright = bright(canvas.toPng());
    int sum = 0;
    for (boolean[] row : bright) {
      for (int x = 0; x < row.length; x++) {
        sum += row[x] ? (x >= row.length / 2 ? 1 : -1) : 0;
      }
    }
    return sum;
  }

  private static int islands(byte[] png) throws IOException {
    boolean[][] bright = bright(png);
    int islands = 0;
    for (int y = 0; y < bright.length; y++) {
      for (int x = 0; x < bright.length; x++) {
        if (bright[y][x]) {
          islands++;
          List<int[]> edge = new ArrayList<>(List.of(new int[] {y, x}));
          while (!edge.isEmpty()) {
            int[] at = edge.remove(edge.size() - 1);
            if (at[0] >= 0
                && at[1] >= 0
                && at[0] < bright.length
                && at[1] < bright.length
                && bright[at[0]][at[1]]) {
              bright[at[0]][at[1]] = false;
              edge.add(new int[] {at[0] + 1, at[1]});
              edge.add(new int[] {at[0] - 1, at[1]});
              edge.add(new int[] {at[0], at[1] + 1});
              edge.add(new int[] {at[0], at[1] - 1});
            }
          }
        }
      }
    }
    return islands;
  }

  private static boolean[][] bright(byte[] png) throws IOException {
    var image = ImageIO.read(new java.io.ByteArrayInputStream(png)).getRaster();
    boolean[][] bright = new boolean[image.getHeight()][image.getWidth()];
    for (int y = 0; y < bright.length; y++) {
      for (int x = 0; x < bright[y].length; x++) {
        bright[y][x] = image.getSample(x, y, 0) > 128;
      }
    }
    return bright;
  }

  private List<PhantomQuestion> questions(int count, double hurried) {
    PhantomSpec spec = new PhantomSpec(folder, count, 0, 5, 56, hurried);
    QuestionMaker maker = new QuestionMaker(spec, 0, count);
    List<PhantomQuestion> questions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      questions.add(maker.ask(i));
    }
    return questions;
  }

  private static <K> Map<K, Integer> counts(
      List<PhantomQuestion> questions, Function<PhantomQuestion, K> key) {
    return questions.stream().collect(Collectors.toMap(key, q -> 1, Integer::sum, TreeMap::new));
  }

  private long fingerprint(String name) throws IOException {
    CRC32 crc = new CRC32();
    try (var files = Files.walk(folder.resolve(name))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        crc.update(Files.readAllBytes(file));
      }
    }
    return crc.getValue();
  }
}
