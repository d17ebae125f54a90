package dev.preceptor.vqa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatementFileTest {

  @TempDir Path folder;

  private StatementFile read(String csv) throws IOException {
    return StatementFile.read(
        Files.writeString(folder.resolve("s.csv"), csv), Integer.MAX_VALUE, "Response");
  }

  @Test
  void statementsAreReadAsTheyWereWritten() throws IOException {
    List<LabelledStatement> statements =
        List.of(
            new LabelledStatement(1, "The \"liver\", right.\n\nAnswer: Yes", false, "injected"),
            new LabelledStatement(
                2, "Lesion: left C.", true, LabelledStatement.COHERENT, "Yes: right A. left C"));
    assertThat(read(StatementFile.csv(statements)))
        .isEqualTo(new StatementFile(statements, List.of()));
  }

  @Test
  void aFileWithoutKindsTakesThemFromTheVerdict() throws IOException {
    assertThat(read("Verdict,Statement\nyes,a\nNo,b\n").accepted())
        .containsExactly(
            new LabelledStatement(1, "a", true, "coherent"),
            new LabelledStatement(2, "b", false, "corrupted"));
  }

  @Test
  void rowsThatCannotBeUsedAreNamed() throws IOException {
    StatementFile file =
        read("Statement,Verdict,Response\n a,maybe\n ,Yes\nc\nd,No\ne,No,Yes: e\n");
    assertThat(file.accepted()).containsExactly(new LabelledStatement(4, "d", false, "corrupted"));
    assertThat(file.rejected())
        .containsExactly(
            new Rejected(1, "its verdict is \"maybe\"; use Yes or No"),
            new Rejected(2, "it has no statement"),
            new Rejected(3, "it has fewer values than the header"),
            new Rejected(5, "its response \"Yes: e\" does not begin with No"));
  }

  @Test
  void aFileWithOtherColumnsIsRefused() {
    assertThatThrownBy(() -> read("Question,Answer\na,b\n"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("has no column Statement, only \"Question, Answer\"");
  }
}
