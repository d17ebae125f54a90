package dev.preceptor.vqa.phantom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import dev.preceptor.vqa.LabelledStatement;
import dev.preceptor.vqa.StatementFile;
import dev.preceptor.vqa.judge.Statement;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhantomStatementsTest {

  private static final int MANY = 6000;
  private static final StyleShares STYLES = new StyleShares(0.05, 0.1, 0.4, 0.4, 0.05);

  @TempDir Path folder;

  @Test
  void aCarefulReaderAgreesWithEveryVerdict() {
    for (List<LabelledStatement> all :
        List.of(
            PhantomStatements.training(3, MANY),
            PhantomStatements.heldOut(3, MANY),
            PhantomStatements.training(3, MANY, STYLES),
            PhantomStatements.heldOut(3, MANY, STYLES))) {
      for (LabelledStatement statement : all) {
        assertThat(CarefulReader.read(statement.text()).isPresent())
            .as(statement.kind() + ": " + statement.text())
            .isEqualTo(statement.coherent());
      }
    }
  }

  @Test
  void halfIsCoherentAndEveryKindOfCorruptionOccurs() {
    Map<String, Long> kinds =
        PhantomStatements.heldOut(4, MANY).stream()
            .collect(Collectors.groupingBy(LabelledStatement::kind, Collectors.counting()));
    assertThat(kinds.get(LabelledStatement.COHERENT)).isEqualTo(MANY / 2);
    for (Corruption corruption : Corruption.values()) {
      assertThat(kinds.get(corruption.label())).as(corruption.label()).isGreaterThan(100);
    }
    assertThat(kinds).hasSize(1 + Corruption.values().length);
  }

  @Test
  void sharesOfStylesDecideHowManyPairsAreInThem() {
    List<LabelledStatement> all = PhantomStatements.training(4, MANY, STYLES);
    Map<String, Long> kinds =
        all.stream().collect(Collectors.groupingBy(LabelledStatement::kind, Collectors.counting()));
    assertThat(kinds.get(LabelledStatement.COHERENT)).isEqualTo(MANY / 2);
    assertThat(kinds.get("glance")).isBetween(250L, 350L);
    assertThat(kinds.get("guess")).isBetween(110L, 190L);
    assertThat(kinds.get("rambling")).isBetween(110L, 190L);
    assertThat(all)
        .filteredOn(LabelledStatement::coherent)
        .filteredOn(s -> isElaborate(s.text()))
        .hasSizeBetween(1100, 1300);
    assertThat(all)
        .filteredOn(s -> s.kind().equals("wrong_letter"))
        .filteredOn(s -> isElaborate(s.text()))
        .hasSizeBetween(300, 500);
  }

  private static boolean isElaborate(String text) {
    return StyleReader.ofThinking(text).equals(Optional.of(ResponseStyle.ELABORATE));
  }

  /** Careful demonstrations of the embedded policy are coherent, guessed ones are not. */
  @Test
  void onlyCarefulDemonstrationsAreCoherent() {
    QuestionMaker maker = new QuestionMaker(new PhantomSpec(folder, 400, 0, 1, 56, 0.5), 0, 400);
    int careful = 0;
    for (int i = 0; i < 400; i++) {
      String thinking = Statement.of(maker.ask(i).response()).text();
      boolean coherent = CarefulReader.read(thinking).isPresent();
      assertThat(coherent).as(thinking).isNotEqualTo(thinking.startsWith("Probably"));
      careful += coherent ? 1 : 0;
    }
    assertThat(careful).isBetween(200, 360);
  }

  @Test
  void trainingStatementsContainNothingThatIsHeldOut() {
    Set<CarefulReader.Found> taught = new HashSet<>();
    Set<String> words = new HashSet<>();
    for (LabelledStatement statement : PhantomStatements.training(7, MANY)) {
      CarefulReader.read(statement.text()).ifPresent(taught::add);
      words.addAll(Arrays.asList(statement.text().split("\\s")));
    }
    assertThat(taught).hasSizeGreaterThan(500);
    Map<Boolean, Long> styles =
        PhantomStatements.heldOut(8, MANY).stream()
            .filter(LabelledStatement::coherent)
            .peek(s -> assertThat(taught).doesNotContain(CarefulReader.read(s.text()).get()))
            .collect(
                Collectors.partitioningBy(
                    s -> s.text().startsWith("Choices:"), Collectors.counting()));
    assertThat(styles.get(false)).isBetween(1100L, 1900L);
    assertThat(words)
        .doesNotContainAnyElementsOf(Lexicon.HELD_OUT.words())
        .containsAnyElementsOf(Lexicon.TAUGHT.words());
    for (Function<Lexicon, List<String>> texts :
        List.<Function<Lexicon, List<String>>>of(Lexicon::excuses, Lexicon::instructions)) {
      assertThat(texts.apply(Lexicon.HELD_OUT))
          .doesNotContainAnyElementsOf(texts.apply(Lexicon.TAUGHT));
    }
  }

  @Test
  void trainingStartsWithWrongLettersAndEndsWithAllCorruptions() {
    List<LabelledStatement> all = PhantomStatements.training(5, MANY);
    assertThat(all.subList(0, 16 * MANY / 100))
        .allMatch(s -> s.text().startsWith("Choices: "))
        .extracting(LabelledStatement::kind)
        .containsOnly("coherent", "wrong_letter");
    assertThat(all.subList(16 * MANY / 100, 24 * MANY / 100))
        .allMatch(s -> s.text().startsWith("Choices: "))
        .extracting(LabelledStatement::kind)
        .containsOnly("coherent", "wrong_letter", "unlisted", "foreign", "doubled");
    assertThat(all.subList(24 * MANY / 100, MANY).stream().map(LabelledStatement::kind).distinct())
        .hasSize(1 + Corruption.values().length);
    for (List<LabelledStatement> part : List.of(all.subList(0, MANY / 10), all)) {
      assertThat(
              part.stream()
                  .flatMap(s -> CarefulReader.read(s.text()).stream())
                  .map(CarefulReader.Found::family)
                  .distinct())
          .hasSize(Family.values().length);
    }
  }

  @Test
  void aResponseGivesTheVerdictAndTheLookedUpLetters() {
    for (LabelledStatement statement : PhantomStatements.training(5, MANY).subList(0, 200)) {
      Map<String, String> listed = new TreeMap<>();
      Matcher choice = Pattern.compile("(\\S+) ([A-D])[,.] ").matcher(statement.text());
      while (choice.find()) {
        listed.put(choice.group(1), choice.group(2));
      }
      String[] concluded = statement.text().replaceFirst(".*: (.*)\\.", "$1").split(" ");
      String choices =
          listed.entrySet().stream()
              .map(entry -> entry.getKey() + " " + entry.getValue())
              .collect(Collectors.joining(" "));
      String letter = listed.get(concluded[0]);
      assertThat(statement.response())
          .isEqualTo(
              "%s: %s %s %s",
              letter.equals(concluded[1]) ? "Yes" : "No", letter, concluded[1], choices);
    }
    assertThat(PhantomStatements.heldOut(5, MANY))
        .filteredOn(s -> s.kind().equals("cut"))
        .extracting(LabelledStatement::response)
        .containsOnly("No: cut");
  }

  @Test
  void theFilesContainTheStatementsOfTheSeed() {
    Map<String, Long> kinds = PhantomStatements.draw(folder, 300, 100, 9, Optional.empty());
    assertThat(kinds.values().stream().mapToLong(n -> n).sum()).isEqualTo(400);
    assertThat(StatementFile.read(folder.resolve("train.csv"), Integer.MAX_VALUE, "Response"))
        .isEqualTo(new StatementFile(PhantomStatements.training(9, 300), List.of()));
    assertThat(StatementFile.read(folder.resolve("test.csv"), 60, "Response").accepted())
        .isEqualTo(PhantomStatements.heldOut(9, 100).subList(0, 60));
    assertThat(PhantomStatements.training(10, 300))
        .isNotEqualTo(PhantomStatements.training(9, 300));
  }

  @Test
  void aNumberOutOfBoundsIsRefused() {
    assertThatThrownBy(() -> PhantomStatements.draw(folder, 0, 1, 1, Optional.empty()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("train: 0");
  }
}
